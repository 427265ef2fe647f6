import { describe, expect, it } from 'vitest'
import type { DayPerson } from '@outrider/data'
import { byExceptions, customerName, hoursSince, share } from './people'

const person = (name: string, more: Partial<DayPerson>): DayPerson => ({
  person: { id: name, name }, state: 'between', done: 0, planned: 0, amount: '0.00', last_act: null, unsent: null, exceptions: 0, ...more,
})

describe('the people of a day', () => {
  it('puts exceptions first, then unsent work, then who is out, then leave', () => {
    const rows = [
      person('刘洋', { state: 'on_leave' }),
      person('王磊', { state: 'in_store' }),
      person('孙浩', { unsent: { count: 7, oldest_at: '2026-11-22T06:00:00Z' } }),
      person('赵鹏', { exceptions: 2 }),
    ]
    expect(byExceptions(rows).map((row) => row.person.name)).toEqual(['赵鹏', '孙浩', '王磊', '刘洋'])
  })

  it('reads the shop in both shapes, counts hours and shares', () => {
    expect(customerName({ id: '1', name: '惠民便利' })).toBe('惠民便利')
    expect(customerName('惠民便利')).toBe('惠民便利')
    expect(customerName(null)).toBe('')
    expect(hoursSince('2026-11-22T06:00:00Z', Date.parse('2026-11-23T08:30:00Z'))).toBe(26)
    expect(hoursSince('2026-11-23T08:00:00Z', Date.parse('2026-11-23T08:30:00Z'))).toBe(1)
    expect([share(5, 12), share(0, 0), share(14, 12)]).toEqual([42, 0, 100])
  })
})
