/** Today's order and reasons, steps and what is missing. */
import type { Customer, Order, Visit, VisitPlan, VisitType } from '@outrider/data'
import { describe, expect, it } from 'vitest'
import { checkCode } from './check-code'
import { cardsOf, missingSteps, resultCounts, stepStates, typeFor } from './steps'
import { dayOfStops, openVisit, reasonFor } from './today'

const TODAY = '2026-11-23'
const plan = (id: string, position: number, status: VisitPlan['status'] = 'planned'): VisitPlan => ({
  id, rep: 'r', customer: `c-${id}`, on: TODAY, position, status,
})
const customers = new Map<string, Customer>([['c-a', { id: 'c-a', name: '惠民便利' }]])
const order = { id: 'o', customer: 'c-a', payment: 'now', status: 'confirmed', lines: [], placed_at: '2026-10-01T09:00:00Z' } as Order

describe('the day', () => {
  it('takes the first planned stop as the next one, in plan order', () => {
    const day = dayOfStops([plan('b', 3), plan('a', 2), plan('x', 1, 'done'), plan('y', 4, 'cancelled'), plan('z', 5, 'could_not')], customers)
    expect(day.next?.plan.id).toBe('a')
    expect(day.next?.number).toBe(2)
    expect(day.later.map((stop) => stop.plan.id)).toEqual(['b'])
    expect(day.done.map((stop) => stop.plan.id)).toEqual(['x', 'z'])
    expect([day.doneCount, day.total]).toEqual([2, 4])
  })
  it('has no next stop when nothing is planned', () => {
    expect(dayOfStops([], customers)).toEqual({ next: null, later: [], done: [], total: 0, doneCount: 0 })
  })
})

describe('the reason', () => {
  const say = (customer: Partial<Customer>, orders: Order[], own: Partial<VisitPlan> = {}) => {
    const reason = reasonFor({ ...plan('a', 1), ...own }, { id: 'c', name: 'x', ...customer }, orders, TODAY)
    return [reason.key, ...Object.values(reason.values)]
  }
  it('repeats the planner first', () => expect(say({}, [], { purpose: '谈陈列' })).toEqual(['own', '谈陈列']))
  it('falls back to the last visit', () => {
    expect(say({ last_visit_on: '2026-11-20', last_order_on: '2026-11-01' }, [])).toEqual(['last_visit', 3])
    expect(say({ last_visit_on: TODAY, last_order_on: TODAY }, [])).toEqual(['visited_today'])
    expect(say({}, [])).toEqual(['first_visit'])
    expect(say({ last_visit_on: '2026-11-20' }, [])).toEqual(['never_ordered', 3])
    expect(say({ last_visit_on: '2026-11-20' }, [order])).toEqual(['last_visit', 3])
  })
})

describe('steps', () => {
  const type: VisitType = {
    id: 't',
    name: '标准拜访',
    is_default: true,
    steps: [
      { key: 'front', kind: 'photo', name: '门头照', required: true },
      { key: 'stock', kind: 'stock_count', name: '库存', required: true },
      { key: 'shelf', kind: 'photo', name: '陈列照', required: true, config: { min_photos: 3 } },
      { key: 'order', kind: 'order', name: '订单' },
      { key: 'end', kind: 'summary', name: '小结', required: true },
    ],
  }
  const visit: Visit = {
    id: 'v',
    customer: 'c',
    status: 'open',
    steps: [
      { id: 'r1', step_key: 'stock', kind: 'stock_count', at: '', data: {} },
      { id: 'r2', step_key: 'stock', kind: 'stock_count', at: '', data: { lines: [{}] }, replaces: 'r1' },
    ],
    photos: [
      { id: 'p1', step_key: 'front', digest: 'd', taken_at: '' },
      { id: 'p2', step_key: 'shelf', digest: 'd', taken_at: '' },
    ],
  } as Visit
  const states = stepStates(type, visit)

  it('counts photos and living results', () => {
    expect(states.map((one) => [one.step.key, one.done, one.lacking, one.results.length])).toEqual([
      ['front', true, 0, 0],
      ['stock', true, 0, 1],
      ['shelf', false, 2, 0],
      ['order', false, 0, 0],
      ['end', false, 0, 0],
    ])
  })
  it('judges a result as the server does', () => {
    expect(resultCounts('note', { text: ' ' })).toBe(false)
    expect(resultCounts('summary', { text: '', chips: [] })).toBe(false)
    expect(resultCounts('summary', { text: '', chips: ['陈列良好'] })).toBe(true)
    expect(resultCounts('stock_count', { lines: [] })).toBe(false)
    expect(resultCounts('survey', {})).toBe(true)
  })
  it('knows what was done from the server when the results have left the phone', () => {
    const old = stepStates(type, { ...visit, steps: [], photos: [], steps_done: ['front', 'end'] })
    expect(old.filter((one) => one.done).map((one) => one.step.key)).toEqual(['front', 'end'])
  })
  it('asks at check-out only for what is required', () => {
    expect(missingSteps(states).map((one) => one.step.key)).toEqual(['shelf', 'end'])
  })
  it('shows stock and order as one card', () => {
    expect(cardsOf(states).map((card) => [card.kind, card.states.length])).toEqual([['photo', 1], ['sheet', 2], ['photo', 1], ['summary', 1]])
  })
  it('finds the type for a customer', () => {
    const ka: VisitType = { ...type, id: 'ka', is_default: false, customer_kinds: ['key_account'] }
    expect(typeFor([type, ka], 'outlet')?.id).toBe('t')
    expect(typeFor([type, ka], 'outlet', 'ka')?.id).toBe('ka')
    expect(typeFor([], 'outlet')).toBeNull()
  })
  it('has one open visit at most', () => {
    expect(openVisit([visit])?.id).toBe('v')
    expect(openVisit([{ ...visit, status: 'done' }])).toBeNull()
  })
})

describe('check code', () => {
  it('is the start of the digest in base32', () => {
    expect(checkCode('00000000000000')).toBe('0000-0000')
    expect(checkCode(`ffffffffff${'0'.repeat(54)}`)).toBe('ZZZZ-ZZZZ')
    expect(checkCode(`0000000021${'0'.repeat(54)}`)).toBe('0000-0011')
  })
})
