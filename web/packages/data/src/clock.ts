/**
 * The company's clock: the device's clock corrected by what the server last said (which contains the demo's shift).
 * Client time orders nothing; this one is for people to read and for the `at` of their acts.
 */
import type { Environment } from './environment.ts'
import type { CompanyClock } from './types.ts'
import { wallIn } from './wall.ts'

/** RFC 3339 in the zone, whole seconds: `2026-11-23T08:52:00+08:00`. */
export function isoIn(ms: number, zone: string): string {
  const whole = Math.floor(ms / 1000) * 1000
  const p = wallIn(whole, zone)
  const wall = `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:${p.second}`
  const minutes = Math.round((Date.parse(`${wall}Z`) - whole) / 60_000)
  const size = Math.abs(minutes)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${wall}${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

export function dateIn(ms: number, zone: string): string {
  const p = wallIn(ms, zone)
  return `${p.year}-${p.month}-${p.day}`
}

export class ServerClock implements CompanyClock {
  readonly #env: Environment
  #offset = 0
  #zone = 'Asia/Shanghai'
  #companyShift = 0
  #wall: number
  #mono: number
  onOffset: (offset: number) => void = () => {}

  constructor(env: Environment) {
    this.#env = env
    this.#wall = env.clock.now()
    this.#mono = env.clock.monotonic()
  }

  /** What an earlier run of the app found, so that the clock is right offline too. */
  restore(offset: number): void {
    this.#offset = offset
  }

  setCompany(zone: string, shiftMs: number): void {
    if (zone) this.#zone = zone
    if (this.#offset === 0) this.#offset = shiftMs
    this.#companyShift = shiftMs
  }

  /** `now` of a server answer; `tookMs` is how long the question and the answer travelled. */
  learn(serverNow: string, tookMs: number): void {
    const server = Date.parse(serverNow)
    if (!Number.isFinite(server)) return
    const offset = Math.round(server + tookMs / 2 - this.#env.clock.now())
    // Small differences are the network's; following them would make times on the screen jitter.
    if (Math.abs(offset - this.#offset) < 1500) return
    this.#offset = offset
    this.onOffset(offset)
  }

  ms(): number {
    this.#noticeSetBack()
    return this.#env.clock.now() + this.#offset
  }

  now(): Date {
    return new Date(this.ms())
  }

  iso(at: Date | number = this.ms()): string {
    return isoIn(Number(at), this.#zone)
  }

  today(at: Date | number = this.ms()): string {
    return dateIn(Number(at), this.#zone)
  }

  /** The device's own clock (with the demo's shift), uncorrected: evidence, never order (F19). */
  deviceTime(): string {
    const raw = this.#env.clock.now() + this.#companyShift
    // A clock beyond the year 9999 cannot be written in RFC 3339; the monotonic time still travels.
    return new Date(Math.min(Math.max(raw, 0), 253_402_300_799_000)).toISOString()
  }

  /**
   * F19: a device clock that was set back while we ran would let times repeat. The monotonic clock shows it (a jump
   * forward cannot be told from sleep, so the next contact with the server corrects that).
   */
  #noticeSetBack(): void {
    const wall = this.#env.clock.now()
    const mono = this.#env.clock.monotonic()
    const lost = mono - this.#mono - (wall - this.#wall)
    if (lost > 2000) this.#offset += lost
    this.#wall = wall
    this.#mono = mono
  }
}
