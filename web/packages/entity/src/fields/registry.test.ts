// @vitest-environment jsdom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { fieldType, knownFieldTypes } from './registry'
import { decayedWords } from './decaying/value'
import { fromLocalInput, toLocalInput } from './datetime/local'

const context = { locale: 'zh-Hans', t: (key: string) => key }

describe('the field registry', () => {
  it('knows every type of the contract', () => {
    const contract = ['text', 'long_text', 'choice', 'choices', 'tags', 'integer', 'duration', 'quantity', 'money', 'boolean', 'date', 'datetime', 'time', 'reference', 'references', 'mobile', 'pin', 'opening_hours', 'label', 'steps', 'json', 'photo', 'roles', 'units', 'price_lines', 'lines', 'password']
    expect(contract.filter((key) => !knownFieldTypes().includes(key))).toEqual([])
  })
  it('shows a type of a newer server as text and never edits it', () => {
    const unknown = fieldType('hologram')
    expect([unknown.Edit, unknown.Filter, unknown.words('x', { key: 'a', label: 'a', type: 'hologram' }, context)]).toEqual([null, null, 'x'])
  })
  it('never says a password, and hides it while it is typed', () => {
    const field = { key: 'password', label: '新密码', type: 'password' }
    expect(fieldType('password').words('S3cret-word', field, context)).toBe('')
    const edit = mount(fieldType('password').Edit!, { props: { modelValue: 'S3cret-word', field } })
    expect([edit.find('input').attributes('type'), edit.find('input').attributes('autocomplete')]).toEqual(['password', 'new-password'])
  })
  it('writes values in words', () => {
    const words = (type: string, value: unknown, more = {}) => fieldType(type).words(value, { key: 'k', label: 'k', type, ...more }, context)
    expect(words('money', '1286.5000')).toBe('¥1,286.50')
    expect([words('money', '768'), words('duration', 895), words('duration', null)]).toEqual(['¥768.00', '14 分钟', ''])
    expect(words('quantity', '12.500')).toBe('12.5')
    expect(words('choice', 'A', { options: [{ value: 'A', label: 'A 类' }] })).toBe('A 类')
    expect(words('boolean', null)).toBe('')
    expect(words('pin', { lat: 31.2, lng: 121.5, datum: 'WGS-84' })).toBe('31.20000, 121.50000 WGS-84')
    expect(words('label', { en: 'Box' })).toBe('Box')
    expect([words('decaying', null), words('decaying', '5'), words('reasons', [{}, {}])]).toEqual(['', '5', '2'])
  })
  it('halves a decaying figure every thirty days', () => {
    const at = Date.UTC(2026, 10, 20)
    const stored = (1_000_000 * (at - Date.UTC(2020, 0, 1))) / (30 * 86_400_000)
    expect([decayedWords(stored + 3_000_000, at), decayedWords(stored + 3_000_000, at + 30 * 86_400_000)]).toEqual(['8.0', '4.0'])
  })
  it('carries a moment over the platform field and back', () => {
    const text = toLocalInput('2026-11-23T00:52:00Z')
    expect(new Date(fromLocalInput(text)!).toISOString()).toBe('2026-11-23T00:52:00.000Z')
    expect([toLocalInput(null), toLocalInput('nonsense'), fromLocalInput('')]).toEqual(['', '', null])
  })
})
