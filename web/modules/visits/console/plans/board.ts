/** The plan board under the hand: reps with their ordered stops of one day. Pure; what the server gave stays apart from what was changed. */
import type { PlanBoard, Row } from '@outrider/data'

export interface Stop {
  customer: string
  title: string
  /** Done, could not, postponed: history that no plan may move. */
  fixed: boolean
  status: string
  reason: string
}
export interface Lane {
  rep: string
  name: string
  stops: Stop[]
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')

function stopOf(plan: Row): Stop {
  const status = text(plan.status) || 'planned'
  return {
    customer: text(plan.customer),
    title: text(plan._titles?.customer) || text(plan.customer_name) || '…',
    fixed: status !== 'planned',
    status,
    reason: text(plan.reason) || text(plan.purpose),
  }
}

export function lanesOf(board: PlanBoard): Lane[] {
  return board.reps.map(({ person, plans }) => ({
    rep: person.id,
    name: person.name,
    stops: [...plans]
      .filter((plan) => plan.status !== 'cancelled' && plan.status !== 'postponed')
      .sort((a, b) => Number(a.position ?? 0) - Number(b.position ?? 0))
      .map(stopOf),
  }))
}

/** What is sent: the order of the stops that are still to come. */
export function plannedIds(lane: Lane): string[] {
  return lane.stops.filter((stop) => !stop.fixed).map((stop) => stop.customer)
}

export function isChanged(lane: Lane, before: Lane | undefined): boolean {
  return JSON.stringify(plannedIds(lane)) !== JSON.stringify(before ? plannedIds(before) : [])
}

/** One customer once a day per rep; adding him again changes nothing. */
export function withStop(lane: Lane, stop: Omit<Stop, 'fixed' | 'status'>, at = lane.stops.length): Lane {
  if (lane.stops.some((one) => one.customer === stop.customer)) return lane
  const stops = [...lane.stops]
  stops.splice(Math.max(firstFree(lane), at), 0, { ...stop, fixed: false, status: 'planned' })
  return { ...lane, stops }
}

export function withoutStop(lane: Lane, customer: string): Lane {
  return { ...lane, stops: lane.stops.filter((stop) => stop.fixed || stop.customer !== customer) }
}

/** Nothing may be planned before what has already happened. */
function firstFree(lane: Lane): number {
  return lane.stops.findLastIndex((stop) => stop.fixed) + 1
}

export function withMoved(lane: Lane, from: number, to: number): Lane {
  const stop = lane.stops[from]
  if (!stop || stop.fixed) return lane
  const target = Math.min(lane.stops.length - 1, Math.max(firstFree(lane), to))
  if (target === from) return lane
  const stops = [...lane.stops]
  stops.splice(from, 1)
  stops.splice(target, 0, stop)
  return { ...lane, stops }
}
