/** Days between two calendar days; null when the first is unknown. Pure. */
import { daysBetween } from '@outrider/ui'

export function daysSince(day: unknown, today: string): number | null {
  if (typeof day !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(day)) return null
  return Math.max(0, daysBetween(day.slice(0, 10), today))
}
