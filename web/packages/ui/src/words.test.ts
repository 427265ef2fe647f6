import { computed } from 'vue'
import { expect, it } from 'vitest'
import { Words } from './words'

function words(): Words {
  const found = new Words()
  found.add('zh-Hans', { visit: { check_in: '签到', left: '还有 {count} 家,{name}' }, only: '只有' })
  found.add('en', { visit: { check_in: 'Check in', left: '{count} left, {name}' } })
  return found
}

it('finds a text by its path and fills its places', () => {
  const { t } = words()
  expect(t('visit.check_in')).toBe('签到')
  expect(t('visit.left', { count: 3, name: '$& {count}' })).toBe('还有 3 家,$& {count}')
  expect(t('visit.left', { count: 0 })).toBe('还有 0 家,')
})

it('says a number with its noun', () => {
  const found = words()
  found.add('en', { visit: { photos: '{count photo|photos} of {name}' } })
  found.locale.value = 'en'
  const said = (count: unknown) => found.t('visit.photos', { count, name: 'Wang' })
  expect([0, 1, '1', 2, '1,001'].map(said)).toEqual(['0 photos of Wang', '1 photo of Wang', '1 photo of Wang', '2 photos of Wang', '1,001 photos of Wang'])
})

it('says the key where nobody wrote a text, and knows that', () => {
  const { t, te } = words()
  expect([t('visit'), t('visit.none'), t('visit.check_in.more')]).toEqual(['visit', 'visit.none', 'visit.check_in.more'])
  expect([te('visit'), te('visit.none'), te('visit.check_in')]).toEqual([false, false, true])
})

it('follows the language, and falls back to the first one', () => {
  const { t, te, locale } = words()
  const shown = computed(() => t('visit.check_in'))
  expect(shown.value).toBe('签到')
  locale.value = 'en'
  expect([shown.value, t('only'), te('only')]).toEqual(['Check in', '只有', true])
})

it('shows words that arrive later, and lets them count before earlier ones', () => {
  const found = words()
  const shown = computed(() => found.t('late.word'))
  expect(shown.value).toBe('late.word')
  found.add('zh-Hans', { late: { word: '后来' }, visit: { check_in: '进店' } })
  expect([shown.value, found.t('visit.check_in'), found.t('only')]).toEqual(['后来', '进店', '只有'])
})
