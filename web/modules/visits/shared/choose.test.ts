/** Whom the day should not miss: by what is known of them, near before far; last week's day without what is gone. */
import type { Customer, VisitPlan } from '@outrider/data'
import { beforeEach, describe, expect, it } from 'vitest'
import { again, duePoints, whoIsDue } from './choose'
import { registerReasonSource } from './reason-sources'
import type { Reason } from './today'

const TODAY = '2026-11-23'
/** What the one source says of a customer; of those who are not in it, it knows nothing. */
const told = new Map<string, Reason | null>()
registerReasonSource((customer) => told.get(customer.id))
const reason = (points: number): Reason => ({ key: 'missed', values: {}, strong: true, points })
const shop = (id: string, more: Partial<Customer> = {}): Customer => ({ id, name: id, last_visit_on: '2026-11-20', ...more })
const at = (lat: number) => ({ pin: { lat, lng: 120, datum: 'WGS-84' as const } })
const names = (shops: readonly Customer[]) => shops.map((one) => one.id)

beforeEach(() => told.clear())

describe('who is due', () => {
  it('is whom a reason names, however lately somebody was there', () => {
    told.set('due', reason(60)).set('quiet', null)
    expect([duePoints(shop('due'), TODAY), duePoints(shop('quiet', { last_visit_on: '2026-01-01' }), TODAY)]).toEqual([60, null])
  })
  it('is whom nobody ever visited', () => {
    told.set('new', null)
    expect(duePoints(shop('new', { last_visit_on: null }), TODAY)).toBe(0)
  })
  it('is who was not visited for thirty days, where nothing is told of him', () => {
    expect([duePoints(shop('x', { last_visit_on: '2026-10-24' }), TODAY), duePoints(shop('x', { last_visit_on: '2026-10-25' }), TODAY)]).toEqual([0, null])
  })
  it('leaves out who is closed, and who is no shop', () => {
    for (const id of ['closed', 'distributor', 'open']) told.set(id, reason(30))
    expect(names(whoIsDue([shop('closed', { status: 'closed' }), shop('distributor', { kind: 'distributor' }), shop('open', { status: 'active', kind: 'outlet' })], TODAY))).toEqual(['open'])
  })
  it('puts the weightiest reason first, and the near before the far once a position is known', () => {
    told.set('far', reason(70)).set('near', reason(60)).set('none', null)
    const shops = [shop('none'), shop('near', at(30.001)), shop('far', at(30.05))]
    expect(names(whoIsDue(shops, TODAY))).toEqual(['far', 'near'])
    expect(names(whoIsDue(shops, TODAY, { lat: 30, lng: 120 }))).toEqual(['near', 'far'])
  })
  it('puts the longest unvisited first among equals', () => {
    const shops = [shop('b', { last_visit_on: '2026-09-02' }), shop('a', { last_visit_on: '2026-09-02' }), shop('older', { last_visit_on: '2026-08-01' }), shop('never', { last_visit_on: null })]
    expect(names(whoIsDue(shops, TODAY))).toEqual(['never', 'older', 'a', 'b'])
  })
})

describe('last week again', () => {
  const plan = (customer: string, position: number, status: VisitPlan['status'] = 'done', rep = 'me'): VisitPlan => ({ id: `${customer}${position}`, rep, customer, on: '2026-11-16', position, status })
  const known = (...shops: Customer[]) => new Map(shops.map((one) => [one.id, one]))

  it('takes its stops in their order, each once', () => {
    const shops = known(shop('a'), shop('b'), shop('c', { owner: 'me' }))
    expect(names(again([plan('c', 3, 'planned'), plan('a', 1), plan('b', 2, 'could_not'), plan('a', 4)], shops, 'me'))).toEqual(['a', 'b', 'c'])
  })
  it('leaves out what was called off, postponed, left out or never published', () => {
    const shops = known(shop('a'), shop('b'), shop('c'), shop('d'))
    expect(again([plan('a', 1, 'cancelled'), plan('b', 2, 'postponed'), plan('c', 3, 'left_out'), plan('d', 4, 'draft')], shops, 'me')).toEqual([])
  })
  it('leaves out who is closed, given away or no longer on this phone, and what another one planned', () => {
    const shops = known(shop('closed', { status: 'closed' }), shop('given', { owner: 'other' }), shop('theirs'))
    expect(again([plan('closed', 1), plan('given', 2), plan('gone', 3), plan('theirs', 4, 'done', 'other')], shops, 'me')).toEqual([])
  })
})
