/** Order and words of the people of a day. Pure. */
import type { DayPerson } from '@outrider/data'

/** Whoever needs a look first: exceptions, then unsent work, then who is in the field, then the rest by name. */
const STATE_ORDER: Record<string, number> = { in_store: 0, between: 1, on_break: 2, not_started: 3, finished: 4, off_work: 5, on_leave: 6 }

export function byExceptions(people: DayPerson[]): DayPerson[] {
  return [...people].sort(
    (a, b) =>
      b.exceptions - a.exceptions ||
      (b.unsent?.count ?? 0) - (a.unsent?.count ?? 0) ||
      (STATE_ORDER[a.state] ?? 9) - (STATE_ORDER[b.state] ?? 9) ||
      a.person.name.localeCompare(b.person.name, 'zh'),
  )
}

/** The act without the time that some texts begin with; the time has its own place. */
export function actWords(text: string): string {
  return text.replace(/^\d{1,2}:\d{2}\s+/, '')
}

export function customerName(at: DayPerson['at_customer']): string {
  if (!at) return ''
  return typeof at === 'string' ? at : at.name
}

/** Whole hours since a moment; at least one, because "0 hours old" says nothing. */
export function hoursSince(at: string, now: number): number {
  return Math.max(1, Math.floor((now - Date.parse(at)) / 3_600_000))
}

/** Share of the plan that is done, 0 to 100; nothing planned is an empty bar. */
export function share(done: number, planned: number): number {
  return planned > 0 ? Math.min(100, Math.round((done / planned) * 100)) : 0
}
