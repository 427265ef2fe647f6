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
