/** Reasons by the phone's own clock, answered by its own acts. */
import type { Customer } from '@outrider/data'
import { describe, expect, it } from 'vitest'
import { activityAt, liveReasons, pointsOn, sentence, type DatedReason } from './reasons'

const TODAY = '2026-11-20'
const broken: DatedReason = {
  kind: 'rhythm', from: '2026-10-20', to: '2027-08-20', warns: '2026-10-20', points: 80,
  facts: { every: 30, last: '2026-08-20', monthly: '4800.00', days: ['2026-07-21', '2026-08-20'] },
}
const due: DatedReason = { kind: 'due', from: '2026-11-18', to: '2026-12-30', warns: null, points: 40, facts: { every: 45, last: '2026-10-07' } }
const missed: DatedReason = { kind: 'frequency', from: '2026-11-04', to: null, warns: '2026-11-10', points: 60, facts: { grade: 'A', every: 14, since: '2026-10-20', visited: true } }
const season: DatedReason = { kind: 'season', from: '2026-11-16', to: '2026-11-22', warns: '2026-11-16', points: 60, facts: { week: '2025-11-17', quantity: '120箱', amount: '5100.00', big: true } }

const shop = (reasons: DatedReason[] | null | undefined, more: Partial<Customer> = {}): Customer => ({ id: 'c', name: '学府便利', ...more, reasons }) as Customer
const kinds = (customer: Customer, today = TODAY) => liveReasons(customer, today)?.map((one) => one.kind)
const say = (one: DatedReason, today = TODAY) => {
  const { key, values } = sentence(one, today, (amount) => `¥${amount}`)
  return [key, ...Object.values(values)]
}

describe('which reasons hold', () => {
  it('knows nothing of a customer of whom nothing was told', () => {
    expect(liveReasons(shop(undefined), TODAY)).toBeUndefined()
    expect(liveReasons(shop(null), TODAY)).toBeUndefined()
    expect(kinds(shop([]))).toEqual([])
  })
  it('puts warnings first, then what weighs most', () => expect(kinds(shop([due, season, missed, broken]))).toEqual(['frequency', 'rhythm', 'season', 'due']))
  it('follows the day by itself, without a network', () => {
    expect(kinds(shop([due, season]), '2026-11-15')).toEqual([])
    expect(kinds(shop([due, season]), '2026-11-17')).toEqual(['season'])
    expect(kinds(shop([due, season]), '2026-11-23')).toEqual(['due'])
  })
  it('weighs a missed frequency more the later it is, up to double', () => {
    expect([pointsOn(missed, '2026-11-04'), pointsOn(missed, '2026-11-11'), pointsOn(missed, '2027-11-11')]).toEqual([60, 90, 120])
  })
})

describe('what this phone did itself', () => {
  it('an order taken offline answers what orders answer', () => {
    expect(kinds(shop([broken, due, season, missed], { last_order_on: TODAY }))).toEqual(['frequency'])
    expect(kinds(shop([broken, due], { last_order_on: '2026-08-20' }))).toEqual(['rhythm', 'due'])
  })
  it('a visit answers a missed frequency', () => {
    expect(kinds(shop([missed, due], { last_visit_on: TODAY }))).toEqual(['due'])
    expect(kinds(shop([missed], { last_visit_on: '2026-10-20' }))).toEqual(['frequency'])
    expect(kinds(shop([{ ...missed, facts: { ...missed.facts, visited: false } }], { last_visit_on: '2026-10-20' }))).toEqual([])
  })
})

describe('what is said', () => {
  it('counts the days of today', () => {
    expect(say(broken)).toEqual(['silent', 30, 92])
    expect(say(due)).toEqual(['due', 45, 44])
    expect(say(due, '2026-11-21')).toEqual(['due', 45, 45])
    expect(say(missed)).toEqual(['missed', 'A', 31])
    expect(say({ ...missed, facts: { ...missed.facts, visited: false } })).toEqual(['never_visited', 'A', 31])
    expect(say(season)).toEqual(['season', '120箱'])
    expect(say({ ...season, facts: { ...season.facts, quantity: '' } })).toEqual(['season', '¥5100.00'])
  })
})

it('activity halves in thirty days, as the server computes it', () => {
  const at = Date.UTC(2026, 10, 20, 3)
  const stored = Math.round((1_000_000 * (at - Date.UTC(2020, 0, 1))) / (30 * 86_400_000))
  expect(activityAt(stored, at)).toBeCloseTo(1, 5)
  expect(activityAt(stored, at + 30 * 86_400_000)).toBeCloseTo(0.5, 5)
})
