/**
 * The late fix: the check-in is saved at the tap, positions may follow for up to 60 s. They are gathered here, apart
 * from any page. The first one is kept at once, because a phone may die within the minute; the others follow as one
 * command at the end, or when the app is left.
 */
import type { Data, Location, Pin } from '@outrider/data'
import { shallowReactive } from 'vue'
import { distance, toWgs } from '@outrider/customers/shared/geo'

/** What is known of a visit's position while it is being found, and afterwards until the server's own figure arrives. */
export interface FixState {
  running: boolean
  location: Location
  metres: number | null
}

export const fixStates = shallowReactive(new Map<string, FixState>())

/** Whether a distance counts as at the shop: the company's own radius; null while this phone has not heard it. */
export function isNear(metres: number, settings: Record<string, unknown> | undefined): boolean | null {
  const fence = settings?.['visits.fence_m']
  return typeof fence === 'number' ? metres <= fence : null
}

/** Metres from the best fix (smallest accuracy) to the pin; null without either. */
export function metresTo(location: Location, pin: Pin | null | undefined): number | null {
  if (!pin || !location.fixes.length) return null
  const best = [...location.fixes].sort((one, two) => (one.accuracy ?? 1e9) - (two.accuracy ?? 1e9))[0]!
  return Math.round(distance(toWgs({ lat: best.lat, lng: best.lng, datum: best.datum }), toWgs(pin)))
}

/** Starts gathering for a visit that was just checked in. Never throws, never blocks. */
export function followFix(data: Data, visitId: string, pin: Pin | null | undefined): void {
  const watch = data.location.watch({ forMs: 60_000, enoughAccuracyM: 30, target: pin ?? null })
  const note = (location: Location, running: boolean) =>
    fixStates.set(visitId, { running, location, metres: metresTo(location, pin) })
  let kept = 0
  const keep = async (location: Location) => {
    const fixes = location.fixes.slice(kept)
    if (kept && !fixes.length) return
    kept = location.fixes.length
    await data.perform('visit.add_fixes', { visit_id: visitId, location: { ...location, fixes } })
  }
  const unsubscribe = watch.state.subscribe((location) => {
    note(location, true)
    if (!kept && location.fixes.length) void keep(location).catch((error: unknown) => console.warn('first fix', error))
  })
  const leave = () => document.visibilityState === 'hidden' && watch.stop()
  document.addEventListener('visibilitychange', leave)
  void watch.done
    .then(async (location) => {
      unsubscribe()
      document.removeEventListener('visibilitychange', leave)
      const found: Location = location.status === 'pending' ? { ...location, status: location.fixes.length ? 'located' : 'timeout' } : location
      note(found, false)
      await keep(found)
    })
    .catch((error: unknown) => console.warn('late fix', error))
}
