/**
 * The demo company only: a pretended place and a pulled network plug. Every fix names its source `demo` (演示定位).
 * The demo page around the phone's frame sets both by a message of our own origin.
 */
import type { Fix } from './commands.ts'
import type { World } from './desk.ts'
import type { FixSource } from './location.ts'
import { Cell } from './observable.ts'
import type { Pin } from './records.ts'
import type { Registry } from './store/registry.ts'
import type { Demo, LocationOptions } from './types.ts'

type Place = 'at_shop' | 'off' | 'none'

const METRES: Record<Exclude<Place, 'none'>, number> = { at_shop: 35, off: 1_800 }
const METRES_PER_DEGREE = 111_320
const EVERY_MS = 1_500

export class DemoSwitches implements Demo {
  readonly state = new Cell<{ active: boolean; place: Place; offline: boolean }>({
    active: false,
    place: 'at_shop',
    offline: false,
  })
  readonly #world: World
  readonly #registry: Registry

  constructor(world: World, registry: Registry) {
    this.#world = world
    this.#registry = registry
    world.http.blocked = () => this.state.value.active && this.state.value.offline
    world.env.onMessage((data) => this.#heard(data))
  }

  restore(kept: { place: Place; offline: boolean } | null): void {
    if (kept) this.state.patch(kept)
  }

  setActive(active: boolean): void {
    this.state.patch({ active })
  }

  async set(change: { place?: Place; offline?: boolean }): Promise<void> {
    this.state.patch(change)
    const { place, offline } = this.state.value
    await this.#registry.setFact('demo', { place, offline })
  }

  /** null outside the demo: the browser's own sensor is used. */
  source(options: LocationOptions): FixSource | null {
    const { active, place } = this.state.value
    return active ? demoSource(this.#world, place, options.target ?? null) : null
  }

  #heard(data: unknown): void {
    const message = data as { outrider?: unknown; place?: unknown; offline?: unknown } | null
    if (message?.outrider !== 'demo') return
    const change: { place?: Place; offline?: boolean } = {}
    if (message.place === 'at_shop' || message.place === 'off' || message.place === 'none') change.place = message.place
    if (typeof message.offline === 'boolean') change.offline = message.offline
    void this.set(change)
  }
}

function demoSource({ env, clock }: World, place: Place, target: Pin | null): FixSource {
  return {
    start(found, failed) {
      if (place === 'none' || !target) {
        failed('unavailable')
        return () => {}
      }
      let timer: unknown = null
      const tick = () => {
        found(demoFix(target, METRES[place], clock.iso(), env.randomBytes(4)))
        timer = env.clock.setTimeout(tick, EVERY_MS)
      }
      timer = env.clock.setTimeout(tick, 300)
      return () => env.clock.clearTimeout(timer)
    },
  }
}

/** A point `metres` east-north-east of the pin, a few metres apart each time, as a standing phone would report. */
export function demoFix(target: Pin, metres: number, at: string, noise: Uint8Array): Fix {
  const wobble = (index: number) => ((noise[index] ?? 128) / 255 - 0.5) * 6
  const east = metres * Math.cos(0.5) + wobble(0)
  const north = metres * Math.sin(0.5) + wobble(1)
  const narrowing = Math.max(0.01, Math.cos((target.lat * Math.PI) / 180))
  return {
    lat: target.lat + north / METRES_PER_DEGREE,
    lng: target.lng + east / (METRES_PER_DEGREE * narrowing),
    datum: target.datum,
    accuracy: 10 + Math.round(((noise[2] ?? 0) / 255) * 8),
    altitude: null,
    heading: null,
    speed: null,
    at,
    source: 'demo',
  }
}
