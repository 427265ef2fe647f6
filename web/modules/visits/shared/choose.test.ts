/** Whom the day should not miss: overdue before due, near before far. */
import type { Customer } from '@outrider/data'
import { expect, it } from 'vitest'
import { byDue, dueShare } from './choose'

const shop = (id: string, grade: Customer['grade'], last: string | null, lat = 30): Customer => ({
  id, name: id, grade, last_visit_on: last, pin: { lat, lng: 120, datum: 'WGS-84' },
})

it('measures in cadences of the grade', () => {
  expect(dueShare(shop('a', 'A', '2026-11-16'), '2026-11-23')).toBe(1)
  expect(dueShare(shop('d', 'D', '2026-11-08'), '2026-11-23')).toBe(0.5)
  expect(dueShare(shop('n', 'D', null), '2026-11-23')).toBe(2)
})

it('puts the most overdue first, and near ones before far ones once a position is known', () => {
  const shops = [shop('fresh', 'A', '2026-11-22'), shop('far', 'A', '2026-11-09', 30.2), shop('near', 'A', '2026-11-10', 30.001)]
  expect(byDue(shops, '2026-11-23').map((one) => one.id)).toEqual(['far', 'near', 'fresh'])
  expect(byDue(shops, '2026-11-23', { lat: 30, lng: 120 }).map((one) => one.id)).toEqual(['near', 'fresh', 'far'])
})
