/** A phone under test: the shipped data layer over an injected clock, transport and storage. */
import { Dexie } from 'dexie'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { gzipSync } from 'node:zlib'
import type { Channel, Environment, WorldEvent } from '../src/environment.ts'
import { openData } from '../src/open.ts'
import type { PersonDatabase } from '../src/store/database.ts'
import type { Data } from '../src/types.ts'
import { seeded, VirtualClock } from './clock.ts'
import type { Transport } from './network.ts'
import { Profile } from './profile.ts'
import type { Tab } from './profile.ts'

// Live queries keep silent where the page has no database of its own; each phone still opens its profile's.
Dexie.dependencies.indexedDB = new IDBFactory()

/** A server in memory or a real one. */
export interface Backend {
  /** Its own time, ms since 1970. */
  readonly now: number
  /** One request of a browser, without any fault. */
  carry(profile: Profile, url: string, init: RequestInit): Promise<Response>
}

export class Phone {
  readonly server: Backend
  readonly profile: Profile
  readonly clock: VirtualClock
  readonly random: () => number
  transport: Transport = (go) => go()
  online = true
  visible = true
  /** In a pocket: the system lets the page's timers wait. */
  asleep = false
  quota: { usage: number; quota: number } | null = null
  readonly #heard = new Map<WorldEvent, Set<() => void>>()
  #tab: Tab = { dead: false }
  data!: Data

  constructor(server: Backend, seed = 1, profile = new Profile(), clock = new VirtualClock(server.now)) {
    this.server = server
    this.profile = profile
    this.clock = clock
    this.random = seeded(seed)
  }

  environment(change: Partial<Environment> = {}): Environment {
    const tab = this.#tab
    return {
      indexedDB: this.profile.indexedDB,
      IDBKeyRange,
      clock: {
        now: this.clock.now,
        monotonic: this.clock.monotonic,
        setTimeout: (run, ms) => this.clock.line.set(() => (tab.dead ? undefined : run()), ms, () => this.asleep && !tab.dead),
        clearTimeout: this.clock.clearTimeout,
      },
      fetch: (url, init) => (tab.dead ? new Promise(() => {}) : this.#fetch(url, init, tab)),
      locks: this.profile.locksOf(this.#tab),
      randomBytes: (length) => new Uint8Array(length).map(() => Math.floor(this.random() * 256)),
      storage: {
        estimate: async () => this.quota ?? { usage: 0, quota: 1e9 },
        persist: async () => true,
        persisted: async () => false,
      },
      channel: (): Channel | null => null,
      marker: {
        read: (name) => this.profile.marker.get(name) ?? null,
        write: (name, value) => void this.profile.marker.set(name, value),
      },
      cookie: (name) => this.profile.cookies.get(name) ?? null,
      on: (event, run) => this.#hear(event, run),
      onMessage: () => () => {},
      isOnline: () => this.online,
      isVisible: () => this.visible,
      geolocation: null,
      gzip: async (bytes) => new Uint8Array(gzipSync(bytes)),
      objectUrl: () => 'blob:test',
      revokeUrl: () => {},
      language: () => 'zh-Hans',
      appVersion: '0.1.0',
      base: '',
      ...change,
    }
  }

  #hear(event: WorldEvent, run: () => void): () => void {
    const set = this.#heard.get(event) ?? new Set()
    this.#heard.set(event, set.add(run))
    return () => void set.delete(run)
  }

  async #fetch(url: string, init: RequestInit, tab: Tab): Promise<Response> {
    const answer = await this.transport(() => this.server.carry(this.profile, url, init), url, init)
    // The page died while the request was on its way: nobody is there to read the answer.
    return tab.dead ? new Promise(() => {}) : answer
  }

  fire(event: WorldEvent): void {
    for (const run of [...(this.#heard.get(event) ?? [])]) run()
  }

  async open(change: Partial<Environment> = {}): Promise<Data> {
    this.data = await openData(this.environment(change), { app: 'rep' })
    return this.data
  }

  /** A page that is closed and opened again. */
  async kill(change: Partial<Environment> = {}): Promise<Data> {
    await this.data.close()
    return this.open(change)
  }

  /** A page that dies in the middle of anything: its requests are never answered, its locks are freed. */
  die(): void {
    this.#tab.dead = true
    this.#heard.clear()
    if (this.data.session.state.value.person) (this.data.tables as PersonDatabase).close()
    this.profile.tabDied(this.#tab)
    this.#tab = { dead: false }
  }

  async crash(change: Partial<Environment> = {}): Promise<Data> {
    this.die()
    return this.open(change)
  }
}
