/** The answers of the reports' endpoints, and their order on the screen. Pure. */
import type { DayFacts, Later } from '@outrider/data'

export interface ReportRow {
  person: { id: string; name: string }
  state: 'submitted' | 'missing' | 'none'
  id: string | null
  submitted_at: string | null
  unread: boolean
  problems: string
  support: string
  tomorrow: string
  facts: DayFacts
}

export interface ReportsOfDay {
  on: string
  people: ReportRow[]
  missing: number
  unread: number
}

export interface PersonReport extends Omit<ReportRow, 'state'> {
  on: string
  supplement: Later[]
}

export type Filter = 'all' | 'missing' | 'unread'

/** Unread first, then what is missing, then the rest as it came. */
export function shownRows(rows: readonly ReportRow[], filter: Filter): ReportRow[] {
  const wanted = rows.filter((one) => filter === 'all' || (filter === 'missing' ? one.state === 'missing' : one.unread))
  const place = (one: ReportRow) => (one.unread ? 0 : one.state === 'missing' ? 1 : one.state === 'submitted' ? 2 : 3)
  return [...wanted].sort((one, two) => place(one) - place(two))
}
