import { describe, expect, it } from 'vitest'
import { acceptance, beside, dropped, orderable, saved, waitingDays, type Board, type Proposal, type Stop } from './board'

const stop = (customer: string, status = 'draft', more: Partial<Stop> = {}): Stop => ({
  plan: `p-${customer}`, customer, title: customer, grade: '', lat: 31, lng: 121, status, must: false, eta: null, leave_at: null, left_out: '', why: '', changed: false, moved: false, ...more,
})
const ends = { start: 'company', end: 'company' } as const
const empty = { stops: [], going: [], route: null }
const board = (): Board => ({
  days: ['2026-11-24', '2026-11-25'],
  today: '2026-11-24',
  reps: [
    { person: { id: 'wang', name: '王磊' }, ends, days: { '2026-11-24': { ...empty, stops: [stop('done', 'done'), stop('a'), stop('b'), stop('c'), stop('out', 'left_out', { left_out: 'closed' })] }, '2026-11-25': empty } },
    { person: { id: 'zhao', name: '赵鹏' }, ends, days: { '2026-11-24': { ...empty, stops: [stop('d', 'planned')] }, '2026-11-25': empty } },
  ],
})
const wang = { rep: 'wang', on: '2026-11-24' }
const zhao = { rep: 'zhao', on: '2026-11-24' }

describe('dragging on the board', () => {
  it('adds a customer of the pool at the end', () => {
    expect(dropped(board(), { customer: 'x', title: 'x', from: null }, wang)).toEqual([{ ...wang, customer_ids: ['a', 'b', 'c', 'x'], left_out_ids: ['out'] }])
  })
  it('moves a stop to another person: both days are sent', () => {
    expect(dropped(board(), { customer: 'b', title: 'b', from: wang }, zhao)).toEqual([
      { ...zhao, customer_ids: ['d', 'b'], left_out_ids: [] },
      { ...wang, customer_ids: ['a', 'c'], left_out_ids: ['out'] },
    ])
  })
  it('moves within a day, downwards and upwards', () => {
    expect(dropped(board(), { customer: 'a', title: 'a', from: wang }, wang, 2)[0]!.customer_ids).toEqual(['b', 'a', 'c'])
    expect(dropped(board(), { customer: 'c', title: 'c', from: wang }, wang, 0)[0]!.customer_ids).toEqual(['c', 'a', 'b'])
  })
  it('puts a stop that was left out back where it is dropped', () => {
    expect(dropped(board(), { customer: 'out', title: 'out', from: wang }, wang, 1)).toEqual([{ ...wang, customer_ids: ['a', 'out', 'b', 'c'], left_out_ids: [] }])
  })
  it('changes nothing when nothing changes, for a customer who is there already, and in the past', () => {
    expect(dropped(board(), { customer: 'a', title: 'a', from: wang }, wang, 0)).toEqual([])
    expect(dropped(board(), { customer: 'd', title: 'd', from: null }, zhao)).toEqual([])
    expect(dropped(board(), { customer: 'x', title: 'x', from: null }, { rep: 'wang', on: '2026-11-20' })).toEqual([])
  })
})

describe('what can be published and ordered', () => {
  it('names days with drafts, and days with two open stops', () => {
    expect(waitingDays(board())).toEqual([wang])
    expect(orderable(board())).toEqual([wang])
  })
  it('names a published day once a stop of it is to move or to go', () => {
    const [moved, gone] = [board(), board()]
    moved.reps[1]!.days['2026-11-24']!.stops[0]!.changed = true
    gone.reps[1]!.days['2026-11-25'] = { ...empty, going: [{ customer: 'e', title: 'e' }] }
    expect(waitingDays(moved)).toEqual([wang, zhao])
    expect(waitingDays(gone)).toEqual([wang, { rep: 'zhao', on: '2026-11-25' }])
  })
  it('walks the grid with the arrow keys, and stops at its edge', () => {
    expect(beside(board(), wang, 'ArrowDown')).toEqual(zhao)
    expect(beside(board(), zhao, 'ArrowRight')).toEqual({ rep: 'zhao', on: '2026-11-25' })
    expect([beside(board(), wang, 'ArrowUp'), beside(board(), wang, 'ArrowLeft'), beside(board(), wang, 'Enter')]).toEqual([null, null, null])
  })
  it('sends an accepted order with what is left out, but not lunch', () => {
    const totals = { stops: 1, travel_min: 30, wait_min: 0, distance_m: 9_000, finish_at: '', broken: 0 }
    const found: Proposal = {
      ...wang, before: totals, after: { ...totals, travel_min: 20, distance_m: 6_000 }, lunch: null,
      stops: [{ customer: 'b', title: 'b', eta: '', begin_at: '', leave_at: '', travel_m: 0, lat: 0, lng: 0 }],
      left_out: [{ customer: 'a', title: 'a', reason: 'closed', text: '' }, { customer: null, title: '', reason: 'lunch_does_not_fit', text: '' }],
    }
    expect(acceptance(found)).toEqual({ ...wang, customer_ids: ['b'], left_out: ['a'] })
    expect(saved([found, { ...found, problem: 'x' }])).toEqual({ minutes: 10, metres: 3_000, left: 1 })
  })
})
