/**
 * Today as values: which stop is next, which are done, and the one reason worth saying about a stop.
 * Pure: plans, customers, visits and orders in; what the screen shows out.
 */
import type { Customer, Order, Visit, VisitPlan } from '@outrider/data'
import { daysBetween } from '@outrider/ui/src/format'
import { askSources } from './reason-sources'

export interface Stop {
  plan: VisitPlan
  customer: Customer
  /** Its number in the day's order, from 1. */
  number: number
}

export interface Day {
  next: Stop | null
  later: Stop[]
  done: Stop[]
  total: number
  doneCount: number
}

const OPEN: ReadonlySet<string> = new Set(['planned'])
const GONE: ReadonlySet<string> = new Set(['cancelled', 'postponed', 'draft', 'left_out'])

/** The day's stops in plan order; cancelled and postponed ones are not part of the day any more. */
export function dayOfStops(plans: readonly VisitPlan[], customers: ReadonlyMap<string, Customer>): Day {
  const stops = [...plans]
    .filter((plan) => !GONE.has(plan.status))
    .sort((one, two) => one.position - two.position || (one.id < two.id ? -1 : 1))
    .map((plan, index): Stop => ({ plan, customer: customers.get(plan.customer) ?? nameless(plan), number: index + 1 }))
  const open = stops.filter((stop) => OPEN.has(stop.plan.status))
  const done = stops.filter((stop) => !OPEN.has(stop.plan.status))
  return { next: open[0] ?? null, later: open.slice(1), done, total: stops.length, doneCount: done.length }
}

/** What the planned route had no room for, with the reason's code. */
export function leftOut(plans: readonly VisitPlan[], customers: ReadonlyMap<string, Customer>): Stop[] {
  return plans.filter((plan) => plan.status === 'left_out').map((plan) => ({ plan, customer: customers.get(plan.customer) ?? nameless(plan), number: 0 }))
}

function nameless(plan: VisitPlan): Customer {
  return { id: plan.customer, name: plan._titles?.customer ?? '…' }
}

export interface Reason {
  key: 'own' | 'silent' | 'due' | 'unvisited_a' | 'never_ordered' | 'last_visit' | 'visited_today' | 'first_visit' | 'missed' | 'never_visited' | 'season'
  values: Record<string, string | number>
  strong: boolean
}

/** Mean days between orders, by business date; null with fewer than two order days. */
export function rhythm(orders: readonly Order[], zoneDay: (iso: string) => string): { mean: number; last: string } | null {
  const sold = orders.filter((order) => order.status !== 'void' && order.status !== 'draft')
  const days = [...new Set(sold.map((order) => order.business_date ?? zoneDay(order.placed_at)))].sort()
  if (days.length < 2) return null
  const last = days[days.length - 1]!
  return { mean: Math.round(daysBetween(days[0]!, last) / (days.length - 1)), last }
}

/**
 * The one reason to go there: the planner's own words first, then what the sources know, then what this phone itself
 * can tell from the orders and visits that it holds.
 */
export function reasonFor(
  plan: VisitPlan | null,
  customer: Customer,
  orders: readonly Order[],
  today: string,
  zoneDay: (iso: string) => string,
): Reason | null {
  const own = plan?.reason || plan?.purpose
  if (own) return { key: 'own', values: { text: own }, strong: false }
  const away = customer.last_visit_on ? daysBetween(customer.last_visit_on, today) : null
  const told = askSources(customer, today)
  const found = told === undefined ? ownReason(customer, orders, away, today, zoneDay) : told
  if (found) return found
  if (away === null) return { key: 'first_visit', values: {}, strong: false }
  if (!customer.last_order_on && !orders.length) return { key: 'never_ordered', values: { days: away }, strong: false }
  if (away <= 0) return { key: 'visited_today', values: {}, strong: false }
  return { key: 'last_visit', values: { days: away }, strong: false }
}

/** What the phone's few orders and the last visit say by themselves, where no source knows the customer. */
function ownReason(customer: Customer, orders: readonly Order[], away: number | null, today: string, zoneDay: (iso: string) => string): Reason | null {
  const beat = rhythm(orders, zoneDay)
  if (beat && beat.mean >= 2) {
    const since = daysBetween(beat.last, today)
    if (since > beat.mean * 2 && since >= 14) return { key: 'silent', values: { mean: beat.mean, since }, strong: true }
    if (since >= beat.mean - 2) return { key: 'due', values: { mean: beat.mean, since }, strong: true }
  }
  if (customer.grade === 'A' && away !== null && away >= 21) return { key: 'unvisited_a', values: { days: away }, strong: true }
  return null
}

/** The visit that is still open, if any: one at a time. */
export function openVisit(visits: readonly Visit[]): Visit | null {
  return visits.filter((visit) => visit.status === 'open').sort((a, b) => (a.checked_in_at! < b.checked_in_at! ? 1 : -1))[0] ?? null
}
