/** The planning board as values: people, days, stops, and what a drag means. Pure; what is sent is decided here. */

export interface Stop {
  plan: string
  customer: string
  title: string
  grade: string
  lat: number | null
  lng: number | null
  status: string
  must: boolean
  eta: string | null
  leave_at: string | null
  left_out: string
  why: string
  /** Its rep has it otherwise until the day is published. */
  changed: boolean
  /** Among the stops that its rep has, this one stands elsewhere now. */
  moved: boolean
}
export interface Route {
  status: 'draft' | 'published'
  finish_at: string | null
  travel_min: number
  distance_m: number
  lunch_from: string | null
  lunch_to: string | null
}
export interface Cell {
  stops: Stop[]
  /** What the rep has and loses when the day is published. */
  going: { customer: string; title: string }[]
  route: Route | null
}
export type EndOf = 'company' | 'home' | 'office' | 'stop'
export interface Board {
  days: string[]
  today: string
  reps: { person: { id: string; name: string }; ends: { start: EndOf; end: EndOf }; days: Record<string, Cell> }[]
}
export interface PoolItem {
  id: string
  name: string
  grade: string
  district: string
  owner: { id: string; name: string } | null
  last_visit_on: string | null
  points: number
  pin: boolean
  lat: number | null
  lng: number | null
}
export interface Pool {
  areas: string[]
  total: number
  items: PoolItem[]
}
export interface Totals {
  stops: number
  travel_min: number
  wait_min: number
  distance_m: number
  finish_at: string
  broken: number
}
export interface Proposal {
  rep: string
  on: string
  problem?: string
  before: Totals
  after: Totals
  stops: { customer: string; title: string; eta: string; begin_at: string; leave_at: string; travel_m: number; lat: number; lng: number }[]
  lunch: { from: string; to: string } | null
  left_out: { customer: string | null; title: string; reason: string; text: string }[]
}
/** One person's one day. */
export interface Place {
  rep: string
  on: string
}
/** What is being dragged: a customer from the pool, or a stop out of a cell. */
export interface Dragged {
  customer: string
  title: string
  from: Place | null
}

const OPEN: ReadonlySet<string> = new Set(['planned', 'draft', 'left_out'])

export const isOpen = (stop: Stop): boolean => OPEN.has(stop.status)
export const keyOf = (place: Place): string => `${place.rep}|${place.on}`
export const cellOf = (board: Board, place: Place): Cell => board.reps.find((row) => row.person.id === place.rep)?.days[place.on] ?? { stops: [], going: [], route: null }

/** In the route, in order: decided stops too, what was left out not. */
export const placed = (cell: Cell): Stop[] => cell.stops.filter((stop) => !stop.left_out)
export const leftOut = (cell: Cell): Stop[] => cell.stops.filter((stop) => stop.left_out)
/** The stops whose order can be changed, and behind them those that stay left out. */
export const openIds = (cell: Cell): string[] => placed(cell).filter(isOpen).map((stop) => stop.customer)
export const outIds = (cell: Cell): string[] => leftOut(cell).filter(isOpen).map((stop) => stop.customer)
/** Whether its rep has not heard of everything yet. */
export const isWaiting = (cell: Cell): boolean => cell.going.length > 0 || cell.stops.some((stop) => stop.changed || stop.status === 'draft')

/** The days that have something to publish. */
export function waitingDays(board: Board): Place[] {
  return board.reps.flatMap((row) => board.days.filter((on) => isWaiting(row.days[on]!)).map((on) => ({ rep: row.person.id, on })))
}

/** The days whose order can be looked for: two open stops or more, today or later. */
export function orderable(board: Board): Place[] {
  return board.reps.flatMap((row) =>
    board.days.filter((on) => on >= board.today && row.days[on]!.stops.filter(isOpen).length > 1).map((on) => ({ rep: row.person.id, on })),
  )
}

export interface DayOrder extends Place {
  customer_ids: string[]
  left_out_ids: string[]
}

/** A day as it stands, without a customer. */
export const without = (board: Board, place: Place, customer: string): DayOrder => ({
  ...place,
  customer_ids: openIds(cellOf(board, place)).filter((id) => id !== customer),
  left_out_ids: outIds(cellOf(board, place)).filter((id) => id !== customer),
})

/** What is sent when something is dropped on a cell, at a place in its order: one list for each day that changes. */
export function dropped(board: Board, dragged: Dragged, to: Place, at?: number): DayOrder[] {
  if (to.on < board.today) return []
  const there = openIds(cellOf(board, to))
  const same = dragged.from && keyOf(dragged.from) === keyOf(to)
  const index = there.indexOf(dragged.customer)
  if (index >= 0 && !same) return []
  const rest = without(board, to, dragged.customer)
  const target = Math.min(rest.customer_ids.length, at === undefined ? rest.customer_ids.length : index >= 0 && at > index ? at - 1 : at)
  const next = [...rest.customer_ids.slice(0, target), dragged.customer, ...rest.customer_ids.slice(target)]
  if (same && next.join() === there.join()) return []
  const changes: DayOrder[] = [{ ...rest, customer_ids: next }]
  if (dragged.from && !same) changes.push(without(board, dragged.from, dragged.customer))
  return changes
}

/** What is sent when a proposal is accepted. */
export function acceptance(found: Proposal): Place & { customer_ids: string[]; left_out: string[] } {
  return {
    rep: found.rep,
    on: found.on,
    customer_ids: found.stops.map((stop) => stop.customer),
    left_out: found.left_out.flatMap((out) => (out.customer ? [out.customer] : [])),
  }
}

/** Minutes and metres that a set of proposals saves, and how many stops they leave out. */
export function saved(found: readonly Proposal[]): { minutes: number; metres: number; left: number } {
  const good = found.filter((one) => !one.problem)
  return {
    minutes: good.reduce((sum, one) => sum + one.before.travel_min + one.before.wait_min - one.after.travel_min - one.after.wait_min, 0),
    metres: good.reduce((sum, one) => sum + one.before.distance_m - one.after.distance_m, 0),
    left: good.reduce((sum, one) => sum + one.left_out.filter((out) => out.customer).length, 0),
  }
}

/** Where the arrow keys lead on the grid of people and days; null at its edge. */
export function beside(board: Board, from: Place, key: string): Place | null {
  const [row, column] = [board.reps.findIndex((one) => one.person.id === from.rep), board.days.indexOf(from.on)]
  const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key] ?? [0, 0]
  const [rep, on] = [board.reps[row + down!]?.person.id, board.days[column + right!]]
  return (down || right) && rep && on ? { rep, on } : null
}
