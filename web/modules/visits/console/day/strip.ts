/**
 * One person's day as a strip of hours: where the visits lie, what is travel, what is a gap.
 * Pure: moments in, shares of the width out. The strip runs from 8 to 18 h and widens to whole hours
 * when somebody works earlier or later, so that nothing is ever cut off.
 */
import type { PersonDay } from '@outrider/data'

export interface Span {
  from: number
  to: number
}
export interface Placed {
  left: number
  width: number
}
export interface StripVisit extends Placed {
  visit: PersonDay['visits'][number]
  open: boolean
}
export interface Strip {
  hours: { hour: number; left: number }[]
  visits: StripVisit[]
  travel: Placed[]
  gaps: Placed[]
  now: number | null
}

const HOUR = 3_600_000
export const FIRST_HOUR = 8
export const LAST_HOUR = 18

/** The hours shown, given midnight of the day and everything that happened on it. */
export function frameOf(midnight: number, moments: number[]): Span {
  const hours = moments.map((at) => (at - midnight) / HOUR).filter((hour) => hour >= 0 && hour <= 30)
  const first = Math.min(FIRST_HOUR, ...hours.map(Math.floor))
  const last = Math.max(LAST_HOUR, ...hours.map(Math.ceil))
  return { from: midnight + first * HOUR, to: midnight + last * HOUR }
}

function place(frame: Span, from: number, to: number): Placed {
  const length = frame.to - frame.from
  const left = Math.min(1, Math.max(0, (from - frame.from) / length))
  const right = Math.min(1, Math.max(left, (to - frame.from) / length))
  // Thousandths of a percent are plenty for a screen and keep equal spans equal.
  const percent = (share: number) => Math.round(share * 100_000) / 1000
  return { left: percent(left), width: percent(right - left) }
}

export function stripOf(day: PersonDay, midnight: number, now: number): Strip {
  const visits = [...day.visits].sort((a, b) => Date.parse(a.from) - Date.parse(b.from))
  const today = now >= midnight && now < midnight + 24 * HOUR
  const endOf = (visit: PersonDay['visits'][number]) =>
    visit.to ? Date.parse(visit.to) : Math.max(Date.parse(visit.from), today ? now : Date.parse(visit.from))
  const frame = frameOf(midnight, visits.flatMap((visit) => [Date.parse(visit.from), endOf(visit)]))
  const gaps = day.gaps.map((gap) => ({ from: Date.parse(gap.from), to: Date.parse(gap.to) }))
  const travel = visits.slice(1).flatMap((visit, index) => {
    const from = endOf(visits[index]!)
    const to = Date.parse(visit.from)
    const isGap = gaps.some((gap) => gap.from < to && gap.to > from)
    return to > from && !isGap ? [place(frame, from, to)] : []
  })
  const hours = Array.from({ length: (frame.to - frame.from) / HOUR + 1 }, (_, index) => ({
    hour: Math.round((frame.from - midnight) / HOUR) + index,
    left: (index * HOUR * 100) / (frame.to - frame.from),
  }))
  return {
    hours,
    visits: visits.map((visit) => ({ visit, open: !visit.to, ...place(frame, Date.parse(visit.from), endOf(visit)) })),
    travel,
    gaps: gaps.map((gap) => place(frame, gap.from, gap.to)),
    now: now >= frame.from && now <= frame.to ? place(frame, now, now).left : null,
  }
}

/** Midnight of a day in a time zone, without a library: the offset is read from the zone's own words. */
export function midnightOf(day: string, zone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`)
  const words = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(utc)
    .find((part) => part.type === 'timeZoneName')?.value
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(words ?? '')
  if (!match) return utc
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return utc - (match[1] === '-' ? -minutes : minutes) * 60_000
}
