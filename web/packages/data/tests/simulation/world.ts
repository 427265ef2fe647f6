/** One seed's world: its line of time, the server, the office, the phones. */
import type { Environment } from '../../src/environment.ts'
import type { Defences } from '../../src/defences.ts'
import { seeded, Timeline, VirtualClock } from '../clock.ts'
import { saboteurOf } from '../saboteurs.ts'
import { Findings } from './findings.ts'
import { Handset } from './handset.ts'
import { house } from './house.ts'
import type { Department, Member, Told } from './house.ts'
import { Ledger } from './ledger.ts'
import { RealServer, Visitor } from './real-server.ts'
import { Flights } from '../rest.ts'
import { forgetStorage, spoil } from './storage.ts'
import { Watch } from './watch.ts'

export const SECOND = 1_000
export const MINUTE = 60_000
export const HOUR = 3_600_000

/** Seed → how often it was lived through on this server: ids that phones make must differ each time. */
const lives = new Map<number, number>()

export class World {
  readonly told: Told
  readonly seed: number
  readonly random: () => number
  readonly line: Timeline
  readonly server: RealServer
  readonly findings = new Findings()
  readonly watch = new Watch(this.findings)
  readonly ledger = new Ledger()
  readonly handsets: Handset[] = []
  department!: Department
  manager!: Visitor
  admin!: Visitor
  #life = 0
  isServing = true
  /** Acts with which the server takes no batch, for a fault of its own. */
  readonly unreadable = new Set<string>()
  /** Who may not sign in at present. */
  readonly disabled = new Set<string>()
  #keptDisabled: string[] = []

  constructor(told: Told, seed: number) {
    this.told = told
    this.seed = seed
    this.random = seeded(seed)
    const flights = new Flights()
    this.line = new Timeline(flights)
    this.server = new RealServer(told.address, this.line, flights, Date.parse(told.morning))
  }

  async begin(): Promise<void> {
    forgetStorage()
    this.#life = lives.get(this.seed) ?? 0
    lives.set(this.seed, this.#life + 1)
    this.department = await house.department(this.seed)
    const { password, admin } = this.told
    this.manager = await new Visitor(this.server).signIn(this.department.manager.mobile, password)
    this.admin = await new Visitor(this.server).signIn(admin, password)
    this.#handOut()
    for (const handset of this.handsets) await handset.ready()
    await this.advance(10 * SECOND)
  }

  /** Four reps: the first with two phones, one of them with two tabs; the second one's browser has no Web Locks. */
  #handOut(): void {
    const [first, second, ...others] = this.department.reps
    const one = this.add('one', first!)
    this.add('one-tab', first!, {}, one)
    this.add('one-other', first!)
    this.add('two', second!, { locks: null })
    for (const [index, rep] of others.entries()) this.add(['three', 'four'][index] ?? `${index}`, rep, { gzip: null })
    if (this.chance(0.5)) this.add('four-other', others.at(-1)!, { gzip: null })
  }

  add(name: string, rep: Handset['rep'], change: Partial<Environment> = {}, sharedWith?: Handset): Handset {
    const defences: Partial<Defences> = saboteurOf(this.told.sabotage)?.phone ?? {}
    const made = new Handset(this, name, rep, this.seed * 100 + this.handsets.length + this.#life * 1_000_000, { ...change, defences }, sharedWith)
    if (!sharedWith) spoil(made.phone.profile.indexedDB, made.storage)
    this.handsets.push(made)
    return made
  }

  /** A saboteur that was noticed need not be lived with any longer. */
  get isOver(): boolean {
    return Boolean(this.told.sabotage) && !this.findings.isEmpty
  }

  clock(): VirtualClock {
    return new VirtualClock(this.server.now + Math.floor((this.random() - 0.5) * 10 * MINUTE), this.line)
  }

  chance(part: number): boolean {
    return this.random() < part
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)] as T
  }

  /** Virtual time passes. `together`: phones act within the same moment. */
  advance(ms: number, together = 0): Promise<void> {
    return this.line.advance(ms, undefined, together)
  }

  /** A pause of virtual time inside a request. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.line.set(resolve, ms))
  }

  /** Lets virtual time pass until this is done. */
  async drive<T>(work: Promise<T>): Promise<T> {
    let over = false
    work.then(() => (over = true), () => (over = true))
    for (;;) {
      await this.line.settled()
      if (over) return work
      await this.advance(500)
    }
  }

  /** Everybody puts the phone away for a while. */
  async pocketed(ms: number): Promise<void> {
    for (const handset of this.handsets) handset.phone.asleep = true
    await this.advance(ms)
  }

  /** The office lets somebody in, or no longer. */
  async allow({ id }: Member, active: boolean): Promise<void> {
    const { version } = await this.admin.get<{ version: number }>(`/people/${id}`)
    await this.admin.post(`/people/${id}`, { version, is_active: active }, 'PATCH')
    if (active) this.disabled.delete(id)
    else this.disabled.add(id)
  }

  /** The server keeps its state of now. */
  async keep(): Promise<void> {
    await this.#cutPower(house.keep)
    this.#keptDisabled = [...this.disabled]
  }

  /** Restored from what it kept; who might not sign in then may not now. */
  async goBack(): Promise<void> {
    await this.#cutPower(house.goBack)
    this.disabled.clear()
    for (const id of this.#keptDisabled) this.disabled.add(id)
  }

  /** As a power cut would, and on again. */
  async #cutPower(meanwhile: () => Promise<unknown>): Promise<void> {
    this.isServing = false
    await house.kill()
    await meanwhile()
    await house.start()
    this.isServing = true
  }
}
