/**
 * Time that only the test moves. Several phones may live on one line of time, each with a clock of its own: wall
 * clocks may be wrong and may jump, the line of time never does.
 */
import type { Clock, Timer } from '../src/environment.ts'
import { Flights } from './rest.ts'

/** mulberry32: small, seeded, the same everywhere. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface Waiting {
  at: number
  run: () => void
  /** The page that set it sleeps in a pocket: it fires when the page wakes. */
  asleep: () => boolean
}

export class Timeline {
  at = 1_000
  /** Waits until everything that was set going has come to rest; a request that hangs for ever is not waited for. */
  settled: () => Promise<void>
  readonly #waiting = new Map<number, Waiting>()
  #next = 1

  constructor(flights = new Flights()) {
    this.settled = () => flights.rest()
  }

  set(run: () => void, ms: number, asleep: () => boolean = () => false): Timer {
    this.#waiting.set(this.#next, { at: this.at + Math.max(0, ms), run, asleep })
    return this.#next++
  }

  clear(timer: Timer): void {
    this.#waiting.delete(timer as number)
  }

  /** `together`: what is due within so many ms fires at once, as on phones that know nothing of each other. */
  async advance(ms: number, moved: (by: number) => void = () => {}, together = 0): Promise<void> {
    const end = this.at + ms
    for (;;) {
      await this.settled()
      const due = this.#due(end, together)
      const to = due[0] ? Math.max(this.at, due[0][1].at) : end
      moved(to - this.at)
      this.at = to
      if (!due.length) break
      for (const [id] of due) this.#waiting.delete(id)
      for (const [, timer] of due) timer.run()
    }
    await this.settled()
  }

  #due(end: number, together: number): [number, Waiting][] {
    const due = [...this.#waiting].filter(([, timer]) => timer.at <= end && !timer.asleep()).sort(([, a], [, b]) => a.at - b.at)
    const first = Math.max(this.at, due[0]?.[1].at ?? 0)
    return due.filter(([, timer], index) => index === 0 || (together > 0 && timer.at <= first + together))
  }
}

/** One phone's own clock on a line of time. */
export class VirtualClock implements Clock {
  readonly line: Timeline
  #ahead: number

  constructor(wall: number, line = new Timeline()) {
    this.line = line
    this.#ahead = wall - line.at
  }

  get wall(): number {
    return this.#ahead + this.line.at
  }

  set wall(ms: number) {
    this.#ahead = ms - this.line.at
  }

  now = (): number => this.wall
  monotonic = (): number => this.line.at
  setTimeout = (run: () => void, ms: number): Timer => this.line.set(run, ms)
  clearTimeout = (timer: Timer): void => this.line.clear(timer)

  advance(ms: number, server?: { now: number }): Promise<void> {
    return this.line.advance(ms, (by) => {
      if (server) server.now += by
    })
  }
}
