/** The state of somebody's working day from this phone's rows. Pure. */
import type { DayOff, Shift } from '@outrider/data'

export interface ShiftState {
  key: 'none' | 'on' | 'break' | 'ended' | 'off'
  shift: Shift | null
  dayOff: DayOff | null
}

/** The day's shift that counts: the newest of one's own that is not part of another one. */
export function shiftOf(shifts: readonly Shift[], daysOff: readonly DayOff[], me: string): ShiftState {
  const own = shifts.filter((one) => one.person === me && one.status !== 'joined')
  const shift = own.sort((one, two) => (one.started_at < two.started_at ? 1 : -1))[0] ?? null
  const dayOff = daysOff.find((one) => one.person === me && !one.cancelled) ?? null
  if (shift && shift.status !== 'joined') return { key: shift.status, shift, dayOff }
  return { key: dayOff ? 'off' : 'none', shift: null, dayOff }
}

export interface Clock {
  ms: () => number
  iso: (at?: Date | number) => string
}

/** The moments of a correction in the company's time, or the name of what is wrong with them. */
export function correctionOf(day: string, start: string, end: string, clock: Clock): { started_at: string | null; ended_at: string | null } | 'backwards' | 'ahead' {
  const offset = clock.iso(Date.parse(`${day}T12:00:00Z`)).slice(-6)
  const at = (time: string) => (time ? `${day}T${time}:00${offset}` : null)
  const [started_at, ended_at] = [at(start), at(end)]
  if (started_at && ended_at && started_at >= ended_at) return 'backwards'
  if ([started_at, ended_at].some((one) => one && Date.parse(one) > clock.ms())) return 'ahead'
  return { started_at, ended_at }
}
