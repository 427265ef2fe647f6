/** Which customers to put on a plan: those whom the day should not miss first. */
import { distance, toWgs, type Point } from '@outrider/customers/shared/geo'
import type { Customer } from '@outrider/data'
import { daysBetween } from '@outrider/ui/src/format'

const CADENCE: Record<string, number> = { A: 7, B: 14, C: 21, D: 30 }

/** How overdue a visit is, in shares of its cadence (1 = due today); never visited counts as twice due. */
export function dueShare(customer: Customer, today: string): number {
  if (!customer.last_visit_on) return 2
  return daysBetween(customer.last_visit_on, today) / (CADENCE[customer.grade ?? 'C'] ?? 21)
}

/** One kilometre of way weighs as much as a quarter of a cadence. */
const PER_KM = 0.25

function worth(customer: Customer, today: string, here: Point | null): number {
  const far = here && customer.pin ? distance(toWgs(customer.pin), here) / 1000 : 0
  return dueShare(customer, today) - far * PER_KM
}

/** Most due first, near ones before far ones when a position is known; equal ones by name. */
export function byDue(customers: readonly Customer[], today: string, here: Point | null = null): Customer[] {
  return [...customers].sort((one, two) => worth(two, today, here) - worth(one, today, here) || (one.name_sort ?? one.name).localeCompare(two.name_sort ?? two.name))
}
