/** The acts of one visit in the order of time. Pure. */
import { stepRows, type ReadVisit } from './read'

export interface CourseAct {
  at: string
  what: 'in' | 'step' | 'out' | 'review'
  kind: string
  label: string
  photos: number
  text: string
}

const act = (at: string, what: CourseAct['what'], more: Partial<CourseAct> = {}): CourseAct => ({ at, what, kind: '', label: '', photos: 0, text: '', ...more })

export function courseOf(visit: ReadVisit, record: Record<string, unknown>): CourseAct[] {
  const acts: CourseAct[] = []
  if (visit.checkedIn) acts.push(act(visit.checkedIn, 'in'))
  for (const row of stepRows(visit)) {
    if (row.step) acts.push(act(row.step.at, 'step', { kind: row.kind, label: row.label, photos: row.step.photos.length }))
  }
  if (visit.checkedOut) acts.push(act(visit.checkedOut, 'out', { text: visit.missingReason }))
  if (typeof record.reviewed_at === 'string') acts.push(act(record.reviewed_at, 'review', { text: typeof record.review_reason === 'string' ? record.review_reason : '' }))
  return acts.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}
