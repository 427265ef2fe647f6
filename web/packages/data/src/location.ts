/**
 * The only way to a position. Without a location consent the phone's sensor is never asked. Several fixes are taken
 * over up to a minute, because one alone says little (verification), and a check-in never waits for them.
 */
import type { Fix, Location } from './commands.ts'
import type { World } from './desk.ts'
import { Cell } from './observable.ts'
import type { Locating, LocationOptions, LocationWatch } from './types.ts'

export const WATCH_MS = 60_000
const GET_MS = 8_000
const ENOUGH_FIXES = 3
const MAX_FIXES = 30

/** A source of fixes: the browser's sensor or the demo. */
export interface FixSource {
  start(found: (fix: Fix) => void, failed: (status: Location['status']) => void): () => void
}

export interface LocatingHooks {
  consented(): boolean
  demoSource(options: LocationOptions): FixSource | null
}

export class PhoneLocation implements Locating {
  readonly #world: World
  readonly #hooks: LocatingHooks
  readonly #sensor: FixSource
  #last: Fix | null = null

  constructor(world: World, hooks: LocatingHooks) {
    this.#world = world
    this.#hooks = hooks
    this.#sensor = shared(browserSource(world))
  }

  last(): Fix | null {
    return this.#last
  }

  watch(options: LocationOptions = {}): LocationWatch {
    const state = new Cell<Location>({ status: 'pending', fixes: [] })
    let finish = (_: Location) => {}
    const done = new Promise<Location>((resolve) => (finish = resolve))
    let stopSource = () => {}
    let timer: unknown = null
    let ended = false
    const end = (status: Location['status']) => {
      if (ended) return
      ended = true
      this.#world.env.clock.clearTimeout(timer)
      stopSource()
      const { fixes } = state.value
      state.set({ status: fixes.length ? 'located' : status, fixes })
      finish(state.value)
    }
    if (!this.#hooks.consented()) {
      end('refused')
      return { state, done, stop: () => {} }
    }
    timer = this.#world.env.clock.setTimeout(() => end('timeout'), options.forMs ?? WATCH_MS)
    const source = this.#hooks.demoSource(options) ?? this.#sensor
    const stop = source.start((fix) => {
      if (ended) return
      this.#last = fix
      const fixes = [...state.value.fixes, fix].slice(-MAX_FIXES)
      state.set({ status: 'located', fixes })
      const enough = options.enoughAccuracyM
      if (enough !== undefined && fixes.length >= ENOUGH_FIXES && (fix.accuracy ?? Infinity) <= enough) end('located')
    }, end)
    stopSource = stop
    // A source may fail while it starts, before there was anything to stop.
    if (ended) stop()
    return { state, done, stop: () => end('timeout') }
  }

  get(options: LocationOptions = {}): Promise<Location> {
    const watch = this.watch({ forMs: GET_MS, ...options })
    const stop = watch.state.subscribe((location) => {
      if (location.fixes.length) queueMicrotask(() => watch.stop())
    })
    return watch.done.finally(stop)
  }
}

const finite = (value: number | null | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null

/**
 * One watch of the sensor for whoever listens at the same time: a clock-in and the check-in right after it. A phone that
 * stands still tells a second watch nothing; this one hears at once what the first was told. A watch that was told
 * nothing yet is begun anew: one that began without a signal may stay silent when the signal is back.
 */
export function shared(source: FixSource): FixSource {
  const listeners = new Set<{ found: (fix: Fix) => void; failed: (status: Location['status']) => void }>()
  let stop = () => {}
  let told: Fix | null = null
  const begin = () => {
    stop()
    stop = source.start(
      (fix) => ((told = fix), [...listeners].forEach((listener) => listener.found(fix))),
      (status) => [...listeners].forEach((listener) => listener.failed(status)),
    )
  }
  return {
    start(found, failed) {
      const one = { found, failed }
      if (!listeners.size) told = null
      listeners.add(one)
      if (told) queueMicrotask(() => listeners.has(one) && told && found(told))
      else begin()
      return () => {
        if (!listeners.delete(one) || listeners.size) return
        stop()
        stop = () => {}
      }
    },
  }
}

function browserSource({ env, clock }: World): FixSource {
  return {
    start(found, failed) {
      const { geolocation } = env
      if (!geolocation) {
        failed('unavailable')
        return () => {}
      }
      const id = geolocation.watchPosition(
        ({ coords }) =>
          found({
            lat: coords.latitude,
            lng: coords.longitude,
            datum: 'WGS-84',
            accuracy: finite(coords.accuracy),
            altitude: finite(coords.altitude),
            heading: finite(coords.heading),
            speed: finite(coords.speed),
            at: clock.iso(),
            source: 'browser',
          }),
        // Only a denial ends it: "unavailable" comes and goes indoors while the watch still runs.
        (error) => {
          if (error.code === 1) failed('refused')
        },
        { enableHighAccuracy: true, maximumAge: 0, timeout: WATCH_MS },
      )
      return () => geolocation.clearWatch(id)
    },
  }
}
