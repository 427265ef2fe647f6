/** Clock in, break, clock out: saved at the tap, the position follows for up to a minute where it was agreed to. */
import type { Data, Location, Tables } from '@outrider/data'
import { ask, hasModule, notify, settleConsent, useData, useFailure, useLiveQuery } from '@outrider/phone'
import { computed, type Ref } from 'vue'
import { useI18n } from '@outrider/ui'
import { shiftOf, type ShiftState } from './shift'

const askedKey = (day: string): string => `shift-asked:${day}`

export async function readShift(tables: Tables, day: string, me: string): Promise<ShiftState> {
  const [shifts, daysOff] = await Promise.all([tables.shifts.where('business_date').equals(day).toArray(), tables.days_off.where('on').equals(day).toArray()])
  return shiftOf(shifts, daysOff, me)
}

/** The day's state, alive; `ready` keeps it back until the first stop is on the screen. */
export function useShiftState(day: Ref<string>, ready?: Ref<boolean>) {
  const data = useData()
  const found = useLiveQuery<ShiftState | null>((tables) => (ready && !ready.value ? null : readShift(tables, day.value, data.session.current().id)), ready ? [day, ready] : [day])
  return computed(() => found.value ?? null)
}

function follow(data: Data, shiftId: string): void {
  const watch = data.location.watch({ forMs: 60_000, enoughAccuracyM: 50, target: null })
  void watch.done
    .then((found: Location) => {
      const status = found.status === 'pending' ? (found.fixes.length ? 'located' : 'timeout') : found.status
      return data.perform('shift.add_fixes', { shift_id: shiftId, location: { ...found, status } })
    })
    .catch((error: unknown) => console.warn('position of the clock-in', error))
}

async function begin(data: Data, by: 'clock_in' | 'check_in', consented: boolean): Promise<void> {
  const shiftId = data.newId()
  const location = { status: consented ? ('pending' as const) : ('refused' as const), fixes: [] }
  await data.perform('shift.start', { shift_id: shiftId, at: data.clock.iso(), by, location })
  if (consented) follow(data, shiftId)
}

/** Before the first check-in of a day, where the company keeps attendance: asked once, and whatever is answered, the check-in goes on. */
export async function settleShift(data: Data, consented: boolean): Promise<void> {
  if (!hasModule(data.session.state.value.company, 'attendance')) return
  const day = data.clock.today()
  const state = await readShift(data.tables, day, data.session.current().id)
  if (state.shift || (await data.drafts.get<boolean>(askedKey(day)))) return
  const yes = await ask<boolean>(() => import('./StartShiftSheet.vue'))
  await data.drafts.put(askedKey(day), true)
  if (yes) await begin(data, 'check_in', consented)
}

export function useShiftActs() {
  const data = useData()
  const { t } = useI18n()
  const failure = useFailure()

  async function doing(what: string, act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act()
      notify(t('shift.saved', { what }), 'good')
      return true
    } catch (error) {
      notify(failure(error), 'bad')
      return false
    }
  }

  const at = () => data.clock.iso()
  const nowhere = { status: 'unavailable' as const, fixes: [] }
  return {
    clockIn: () => doing(t('shift.clock_in'), async () => begin(data, 'clock_in', await settleConsent())),
    beginBreak: (id: string) => doing(t('shift.begin_break'), () => data.perform('shift.break', { shift_id: id, at: at() })),
    endBreak: (id: string) => doing(t('shift.end_break'), () => data.perform('shift.resume', { shift_id: id, at: at() })),
    clockOut: (id: string) => doing(t('shift.clock_out'), () => data.perform('shift.end', { shift_id: id, at: at(), location: nowhere, edited: false })),
    correct: (on: string, times: { started_at: string | null; ended_at: string | null }, reason: string) =>
      data.perform('shift_correction.ask', { correction_id: data.newId(), on, ...times, reason }),
    dayOff: (on: string, reason: string) =>
      doing(t('shift.day_off'), () => data.perform('day_off.mark', { day_off_id: data.newId(), person_id: data.session.current().id, on, reason })),
    cancelDayOff: (id: string) => doing(t('shift.day_off_cancel'), () => data.perform('day_off.cancel', { day_off_id: id })),
  }
}
