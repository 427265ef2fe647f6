import { describe, expect, it } from 'vitest'
import type { PlanBoard } from '@outrider/data'
import { isChanged, lanesOf, plannedIds, withMoved, withoutStop, withStop } from './board'

const plan = (id: string, position: number, status = 'planned') => ({ id, version: 1, customer: id, position, status, _titles: { customer: `店${id}` } })
const board: PlanBoard = { reps: [{ person: { id: 'w', name: '王磊' }, plans: [plan('b', 2), plan('a', 1, 'done'), plan('c', 3), plan('x', 4, 'cancelled')] }], unplanned: [] }
const [lane] = lanesOf(board) as [ReturnType<typeof lanesOf>[number]]

describe('the plan board', () => {
  it('shows the stops in their order without what was cancelled', () => {
    expect(lane.stops.map((stop) => [stop.title, stop.fixed])).toEqual([['店a', true], ['店b', false], ['店c', false]])
    expect(plannedIds(lane)).toEqual(['b', 'c'])
    expect(isChanged(lane, lane)).toBe(false)
  })
  it('never moves what has happened, nor anything before it', () => {
    expect(withMoved(lane, 0, 2)).toBe(lane)
    expect(plannedIds(withMoved(lane, 2, 0))).toEqual(['c', 'b'])
    expect(withMoved(lane, 2, 0).stops[0]!.customer).toBe('a')
  })
  it('takes a customer once', () => {
    const more = withStop(lane, { customer: 'd', title: '店d', reason: '' }, 0)
    expect(plannedIds(more)).toEqual(['d', 'b', 'c'])
    expect(withStop(more, { customer: 'd', title: '店d', reason: '' })).toBe(more)
    expect(isChanged(more, lane)).toBe(true)
  })
  it('removes only what is still to come', () => {
    expect(plannedIds(withoutStop(lane, 'b'))).toEqual(['c'])
    expect(withoutStop(lane, 'a').stops).toHaveLength(3)
  })
})
