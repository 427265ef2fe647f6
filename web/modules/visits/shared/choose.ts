/** Which customers to put on a plan: those whom the day should not miss first. */
import type { Customer } from '@outrider/data'
import { daysBetween } from '@outrider/ui/src/format'

const CADENCE: Record<string, number> = { A: 7, B: 14, C: 21, D: 30 }

/** How overdue a visit is, in shares of its cadence (1 = due today); never visited counts as twice due. */
export function dueShare(customer: Customer, today: string): number {
  if (!customer.last_visit_on) return 2
  return daysBetween(customer.last_visit_on, today) / (CADENCE[customer.grade ?? 'C'] ?? 21)
}

/** Most due first; equal ones by name. */
export function byDue(customers: readonly Customer[], today: string): Customer[] {
  return [...customers].sort((one, two) => dueShare(two, today) - dueShare(one, today) || (one.name_sort ?? one.name).localeCompare(two.name_sort ?? two.name))
}
