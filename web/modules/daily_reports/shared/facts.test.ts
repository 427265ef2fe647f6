/** The phone's facts of a day and the text of a report. */
import type { Customer, Order, Product, Shift, Visit, VisitPlan } from '@outrider/data'
import { describe, expect, it } from 'vitest'
import { factsOf, laterThan, workedSeconds } from './facts'
import { chatText, linesOf, saidLines, type Words } from './text'

const shop = (id: string, lat: number): [string, Customer] => [id, { id, name: `店${id}`, pin: { lat, lng: 121.5, datum: 'WGS-84' } }]
const shift: Shift = {
  id: 's', person: 'me', business_date: '2026-11-23', status: 'ended', started_at: '2026-11-23T00:00:00Z', ended_at: '2026-11-23T09:00:00Z',
  breaks: [{ from: '2026-11-23T04:00:00Z', to: '2026-11-23T04:30:00Z' }],
}
const line = (out: boolean) => ({ product_id: 'p', units: {}, out_of_stock: out, near_expiry: false })
const visit = (id: string, customer: string, at: string, more: Partial<Visit> = {}): Visit => ({ id, customer, status: 'done', checked_in_at: at, planned: true, time_in_store_s: 600, ...more })
const rows = {
  shifts: [shift],
  visits: [
    visit('v2', 'b', '2026-11-23T02:00:00Z', { planned: false }),
    visit('v1', 'a', '2026-11-23T01:00:00Z', { effective: true, steps: [{ id: 'r', step_key: 'stock', kind: 'stock_count', at: '', data: { lines: [line(true)] } }] }),
    visit('v3', 'c', '2026-11-23T03:00:00Z', { status: 'could_not', could_not_reason: 'closed', plan: 'p3' }),
  ],
  plans: [
    { id: 'p1', rep: 'me', customer: 'a', on: '2026-11-23', position: 1, status: 'done' },
    { id: 'p3', rep: 'me', customer: 'c', on: '2026-11-23', position: 2, status: 'could_not', visit: 'v3' },
    { id: 'p4', rep: 'me', customer: 'd', on: '2026-11-23', position: 3, status: 'planned' },
  ] as VisitPlan[],
  orders: [{ id: 'o', customer: 'a', payment: 'now', status: 'confirmed', lines: [], total: '84.00', placed_at: '2026-11-23T01:10:00Z' }] as Order[],
  customers: new Map([shop('a', 31.2), shop('b', 31.21), shop('c', 31.21), shop('d', 31.3)]),
  products: new Map([['p', { id: 'p', name: '苏打水', units: [] } as Product]]),
}

const words: Words = {
  t: (key, values) => `${key.split('.').pop()}${values ? JSON.stringify(Object.values(values)) : ''}`,
  time: (at) => at.slice(11, 16), money: (amount) => `¥${amount}`, distance: (metres) => `${metres} m`, duration: (seconds) => `${seconds / 60} min`, day: (day) => day,
}

describe('the facts of a day', () => {
  it('are counted from the rows of the phone', () => {
    const facts = factsOf(rows)
    expect(facts).toMatchObject({ planned: 3, done: 1, visits: 2, could_not: 1, effective: 1, ad_hoc: 1, in_store_s: 1200, orders: { count: 1, amount: '84.00' } })
    expect(facts.missed.map((one) => [one.name, one.reason])).toEqual([['店c', 'closed'], ['店d', 'not_visited']])
    expect(facts.out_of_stock).toEqual([{ product: 'p', name: '苏打水', customers: 1 }])
    expect(facts.distance_m).toBeGreaterThan(1100)
    expect(facts.distance_m).toBeLessThan(1120)
    expect(facts.shift?.worked_s).toBe(8.5 * 3600)
  })

  it('leave the break out of what was worked', () => {
    expect(workedSeconds(shift)).toBe(30_600)
    expect(workedSeconds({ ...shift, ended_at: null })).toBe(0)
  })

  it('tell what came later', () => {
    const frozen = factsOf(rows)
    const now = factsOf({ ...rows, orders: [...rows.orders, { ...rows.orders[0]!, id: 'o2' }] })
    expect(laterThan(frozen, frozen)).toEqual([])
    expect(laterThan(frozen, now)).toEqual([
      { key: 'orders_count', before: 1, after: 2 },
      { key: 'orders_amount', before: '84.00', after: '168.00' },
    ])
  })

  it('become lines and one text for the group chat', () => {
    const lines = [...linesOf(factsOf(rows), words, 'zh-Hans'), ...saidLines({ problems: ' 缺货 ', support: '' }, words)]
    expect(lines.map((one) => one.key)).toEqual(['shift', 'visits', 'orders', 'missed', 'out_of_stock', 'in_store', 'distance', 'problems'])
    expect(chatText('王磊', '2026-11-23', lines, words).split('\n')).toHaveLength(9)
  })
})
