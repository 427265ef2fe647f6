/** Which customers to put on a plan: those whom there is a reason to visit, and what last week's day had. Pure. */
import { distance, toWgs, type Point } from '@outrider/customers/shared/geo'
import type { Customer, VisitPlan } from '@outrider/data'
import { daysBetween } from '@outrider/ui/src/format'
import { askSources } from './reason-sources'

/** Without any source of reasons: days after which a shop is due, as outrider/routes/queries/board.py has them. */
const LONG_AGO = 30
/** One kilometre of way outweighs so many of a reason's points. */
const PER_KM = 10

/** Whether anybody may be sent there: an outlet that is open for business. */
const visitable = (customer: Customer): boolean => (customer.status ?? 'active') === 'active' && (customer.kind ?? 'outlet') === 'outlet'

/**
 * The points of the reason to go there, 0 where nobody ever was; null when a visit is not due. The planning board's 该访
 * judges alike.
 */
export function duePoints(customer: Customer, today: string): number | null {
  const told = askSources(customer, today)
  if (told) return told.points ?? 0
  if (!customer.last_visit_on) return 0
  return told === undefined && daysBetween(customer.last_visit_on, today) >= LONG_AGO ? 0 : null
}

/** Those that are due: weighty reasons first, near ones before far ones when a position is known, then the longest unvisited. */
export function whoIsDue(customers: readonly Customer[], today: string, here: Point | null = null): Customer[] {
  const worth = new Map<Customer, number>()
  for (const one of customers) {
    const points = visitable(one) ? duePoints(one, today) : null
    const far = here && one.pin ? distance(toWgs(one.pin), here) / 1000 : 0
    if (points !== null) worth.set(one, points - far * PER_KM)
  }
  const seen = (one: Customer): string => one.last_visit_on ?? ''
  return [...worth.keys()].sort(
    (one, two) => worth.get(two)! - worth.get(one)! || seen(one).localeCompare(seen(two)) || (one.name_sort ?? one.name).localeCompare(two.name_sort ?? two.name),
  )
}

const WENT: ReadonlySet<string> = new Set(['planned', 'done', 'could_not'])

/** The customers of a day's plans in their order: without what was called off, postponed or left out, closed since, or given away. */
export function again(plans: readonly VisitPlan[], customers: ReadonlyMap<string, Customer>, me: string): Customer[] {
  const found = [...plans]
    .filter((plan) => WENT.has(plan.status) && plan.rep === me)
    .sort((one, two) => one.position - two.position || (one.id < two.id ? -1 : 1))
    .flatMap((plan) => customers.get(plan.customer) ?? [])
    .filter((one) => visitable(one) && (!one.owner || one.owner === me))
  return [...new Set(found)]
}
