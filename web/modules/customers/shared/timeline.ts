/** One line of everything that happened at a customer, from the local tables, newest first. */
import type { Activity, Order, Visit } from '@outrider/data'

export type Happening =
  | { kind: 'visit'; id: string; at: string; visit: Visit }
  | { kind: 'order'; id: string; at: string; order: Order }
  | { kind: 'activity'; id: string; at: string; activity: Activity }

export function timelineOf(visits: readonly Visit[], orders: readonly Order[], activities: readonly Activity[]): Happening[] {
  const all: Happening[] = [
    ...visits.map((visit) => ({ kind: 'visit' as const, id: visit.id, at: visit.checked_in_at, visit })),
    ...orders.map((order) => ({ kind: 'order' as const, id: order.id, at: order.placed_at, order })),
    ...activities.map((activity) => ({ kind: 'activity' as const, id: activity.id, at: activity.happened_at, activity })),
  ]
  return all.sort((one, two) => Date.parse(two.at) - Date.parse(one.at))
}
