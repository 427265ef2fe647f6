/** What making, moving, ordering and cancelling plans does to the rows on this phone before the server has seen it. */
import { describe, expect, it } from 'vitest'
import type { VisitPlan } from '../src/records.ts'
import type { Facts, Patch, Reader } from '../src/effects/effect.ts'
import { planAdd, planCancel, planMove, planReorder } from '../src/effects/plan.ts'

const FACTS: Facts = { person: 'me', at: '2026-11-23T04:00:00Z', today: '2026-11-23' }
const plan = (id: string, position: number, more: Partial<VisitPlan> = {}): VisitPlan => ({
  id, rep: 'me', customer: `c-${id}`, on: '2026-11-23', position, status: 'planned', eta: '2026-11-23T01:00:00Z', leave_at: '2026-11-23T01:20:00Z', ...more,
})
const readerOf = (rows: readonly VisitPlan[]): Reader => ({ get: (async (_, id: string) => rows.find((row) => row.id === id)) as Reader['get'] })
const after = (rows: readonly VisitPlan[], patches: readonly Patch[]): VisitPlan[] =>
  rows.map((row) => patches.filter((one) => one.id === row.id).reduce<unknown>((now, one) => one.apply(now), row) as VisitPlan)

async function reordered(rows: readonly VisitPlan[], ids: string[]): Promise<VisitPlan[]> {
  const payload = { on: '2026-11-23', plan_ids: ids }
  const facts = { ...FACTS, ...(await planReorder.gather!(payload, readerOf(rows))) }
  return after(rows, planReorder.patches(payload, facts))
}

describe('an order by hand', () => {
  it('deals the places that the stops had among themselves; the others keep theirs', async () => {
    const rows = await reordered([plan('done', 1, { status: 'done' }), plan('a', 2), plan('b', 5), plan('c', 7)], ['c', 'a', 'b'])
    expect(rows.map((row) => [row.id, row.position])).toEqual([['done', 1], ['a', 5], ['b', 7], ['c', 2]])
  })
  it('takes away the times of whom it moves, and of nobody else', async () => {
    const rows = await reordered([plan('a', 1), plan('b', 2), plan('c', 3)], ['a', 'c', 'b'])
    expect(rows.map((row) => row.eta === null)).toEqual([false, true, true])
  })
  it('deals places anew where two stops had the same', async () => {
    const rows = await reordered([plan('a', 3), plan('b', 3), plan('c', 3)], ['b', 'c', 'a'])
    expect(rows.map((row) => row.position)).toEqual([5, 3, 4])
  })
  it('is harmless to a row that already stands so', async () => {
    const rows = [plan('a', 1), plan('b', 2)]
    const payload = { on: '2026-11-23', plan_ids: ['b', 'a'] }
    const facts = { ...FACTS, ...(await planReorder.gather!(payload, readerOf(rows))) }
    const once = after(rows, planReorder.patches(payload, facts))
    expect(after(once, planReorder.patches(payload, facts))).toEqual(once)
  })
})

describe('a stop', () => {
  it('is made for oneself, named by its shop, and not made again over the server\'s row', async () => {
    const payload = { plan_id: 'n', customer_id: 'c', on: '2026-11-24', position: 4, purpose: null, visit_type_id: null }
    const gathered = await planAdd.gather!(payload, { get: (async () => ({ id: 'c', name: '惠民便利' })) as Reader['get'] })
    const [made] = planAdd.patches(payload, { ...FACTS, ...gathered })
    expect(made!.apply(undefined)).toMatchObject({ id: 'n', rep: 'me', customer: 'c', on: '2026-11-24', position: 4, status: 'planned', _titles: { customer: '惠民便利' } })
    const known = plan('n', 2, { status: 'done' })
    expect(made!.apply(known)).toBe(known)
  })
  it('moves to another day without its times, also one that was left out', () => {
    const row = plan('a', 1, { status: 'left_out', left_out: 'day_full' })
    const [moved] = after([row], planMove.patches({ plan_id: 'a', on: '2026-11-25', position: 9 }, FACTS))
    expect(moved).toMatchObject({ on: '2026-11-25', position: 9, status: 'planned', eta: null, leave_at: null, left_out: '' })
  })
  it('is called off', () => {
    expect(after([plan('a', 1)], planCancel.patches({ plan_id: 'a', note: null }, FACTS))[0]!.status).toBe('cancelled')
  })
  it('that is not on the phone stays away', () => {
    expect(planMove.patches({ plan_id: 'x', on: '2026-11-25', position: 1 }, FACTS)[0]!.apply(undefined)).toBeUndefined()
  })
})
