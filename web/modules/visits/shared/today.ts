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
  key: 'own' | 'silent' | 'due' | 'never_ordered' | 'last_visit' | 'visited_today' | 'first_visit' | 'missed' | 'never_visited' | 'season'
  values: Record<string, string | number>
  strong: boolean
  /** What it weighs against other customers' reasons; nothing for what is only said. */
  points?: number
}

/** The one reason to go there: the planner's own words first, then what the sources know, then when somebody was there last. */
export function reasonFor(plan: VisitPlan | null, customer: Customer, orders: readonly Order[], today: string): Reason {
  const own = plan?.reason || plan?.purpose
  if (own) return { key: 'own', values: { text: own }, strong: false }
  const away = customer.last_visit_on ? daysBetween(customer.last_visit_on, today) : null
  const told = askSources(customer, today)
  if (told) return told
  if (away === null) return { key: 'first_visit', values: {}, strong: false }
  if (!customer.last_order_on && !orders.length) return { key: 'never_ordered', values: { days: away }, strong: false }
  if (away <= 0) return { key: 'visited_today', values: {}, strong: false }
  return { key: 'last_visit', values: { days: away }, strong: false }
}

/** The visit that is still open, if any: one at a time. */
export function openVisit(visits: readonly Visit[]): Visit | null {
  return visits.filter((visit) => visit.status === 'open').sort((a, b) => (a.checked_in_at! < b.checked_in_at! ? 1 : -1))[0] ?? null
}
