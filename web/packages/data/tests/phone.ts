/** A phone under test: the shipped data layer over an injected clock, transport and storage. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { gzipSync } from 'node:zlib'
import type { Channel, Environment, Locks, Timer, WorldEvent } from '../src/environment.ts'
import { openData } from '../src/open.ts'
import type { PersonDatabase } from '../src/store/database.ts'
import type { Data } from '../src/types.ts'
import type { MemoryServer } from './server.ts'

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

/** Timers run only when the test advances; the wall clock may jump, the monotonic one never does. */
export class VirtualClock {
  mono = 1_000
  wall: number
  /** Whether a round of sending is under way. */
  busy: () => boolean = () => false
  #timers = new Map<number, { at: number; run: () => void }>()
  #next = 1

  constructor(wall: number) {
    this.wall = wall
  }

  now = (): number => this.wall
  monotonic = (): number => this.mono
  setTimeout = (run: () => void, ms: number): Timer => {
    this.#timers.set(this.#next, { at: this.mono + Math.max(0, ms), run })
    return this.#next++
  }
  clearTimeout = (timer: Timer): void => void this.#timers.delete(timer as number)

  async advance(ms: number, server?: MemoryServer): Promise<void> {
    const end = this.mono + ms
    for (;;) {
      await this.#settled()
      const due = [...this.#timers].filter(([, timer]) => timer.at <= end).sort(([, a], [, b]) => a.at - b.at)[0]
      const to = due ? Math.max(this.mono, due[1].at) : end
      if (server) server.now += to - this.mono
      this.wall += to - this.mono
      this.mono = to
      if (!due) break
      this.#timers.delete(due[0])
      due[1].run()
    }
    await this.#settled()
  }

  /** A loaded machine needs longer; a request that hangs for ever must not be waited for. */
  async #settled(): Promise<void> {
    await quiet()
    for (let index = 0; index < 12 && this.busy(); index++) await quiet()
  }
}

/** Real time for the database to finish what a timer started; virtual time must not run away from it. */
const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 25))

interface Tab {
  dead: boolean
}

/** What a browser shares between the tabs of one profile. */
export class Profile {
  indexedDB = new IDBFactory()
  marker = new Map<string, string>()
  signedInAs: string | null = null
  readonly held = new Map<string, Tab>()

  /** Web Locks as one tab sees them; `tab` is what the browser knows when the tab dies. */
  locksOf(tab: Tab): Locks {
    return {
      request: async (name, _options, run) => {
        if (tab.dead) return new Promise(() => {})
        if (this.held.has(name)) return run(null)
        this.held.set(name, tab)
        try {
          await run({ name })
        } finally {
          if (this.held.get(name) === tab) this.held.delete(name)
        }
      },
    }
  }

  tabDied(tab: Tab): void {
    for (const [name, holder] of this.held) if (holder === tab) this.held.delete(name)
  }
}

export type Transport = (go: () => Promise<Response>, url: string, init: RequestInit) => Promise<Response>

export class Phone {
  readonly server: MemoryServer
  readonly profile: Profile
  readonly clock: VirtualClock
  readonly random: () => number
  transport: Transport = (go) => go()
  online = true
  visible = true
  quota: { usage: number; quota: number } | null = null
  #heard = new Map<WorldEvent, Set<() => void>>()
  #tab: Tab = { dead: false }
  data!: Data

  constructor(server: MemoryServer, seed = 1, profile = new Profile(), clock = new VirtualClock(server.now)) {
    this.server = server
    this.profile = profile
    this.clock = clock
    this.random = seeded(seed)
  }

  environment(change: Partial<Environment> = {}): Environment {
    const tab = this.#tab
    const hear = (event: WorldEvent, run: () => void) => {
      const set = this.#heard.get(event) ?? new Set()
      this.#heard.set(event, set.add(run))
      return () => void set.delete(run)
    }
    return {
      indexedDB: this.profile.indexedDB,
      IDBKeyRange,
      clock: this.clock,
      fetch: (url, init) => (tab.dead ? new Promise(() => {}) : this.#fetch(url, init, tab)),
      locks: this.profile.locksOf(this.#tab),
      randomBytes: (length) => Uint8Array.from({ length }, () => Math.floor(this.random() * 256)),
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
      cookie: () => null,
      on: hear,
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

  async #fetch(url: string, init: RequestInit, tab: Tab): Promise<Response> {
    const answer = await this.#asked(url, init)
    // The page died while the request was on its way: nobody is there to read the answer.
    return tab.dead ? new Promise(() => {}) : answer
  }

  async #asked(url: string, init: RequestInit): Promise<Response> {
    if (url.endsWith('/auth/sign-in') || url.endsWith('/demo/enter')) {
      const asked = JSON.parse(String(init.body)) as { mobile?: string; person_id?: string }
      this.profile.signedInAs = asked.mobile ?? asked.person_id ?? null
      return this.server.handle(this.profile.signedInAs, '/api/auth/session', { method: 'GET' })
    }
    if (url.endsWith('/auth/sign-out')) {
      return this.transport(async () => {
        this.profile.signedInAs = null
        return this.server.handle(null, '/api/auth/session', { method: 'GET' })
      }, url, init)
    }
    return this.transport(() => this.server.handle(this.profile.signedInAs, url, init), url, init)
  }

  fire(event: WorldEvent): void {
    for (const run of [...(this.#heard.get(event) ?? [])]) run()
  }

  async open(change: Partial<Environment> = {}): Promise<Data> {
    this.data = await openData(this.environment(change), { app: 'rep' })
    const { data } = this
    this.clock.busy = () => data.sync.state.value.running
    return this.data
  }

  /** A page that is closed and opened again. */
  async kill(change: Partial<Environment> = {}): Promise<Data> {
    await this.data.close()
    return this.open(change)
  }

  /** A page that dies in the middle of anything: its requests are never answered, its locks are freed. */
  async crash(change: Partial<Environment> = {}): Promise<Data> {
    this.#tab.dead = true
    this.#heard.clear()
    ;(this.data.tables as PersonDatabase).close()
    this.profile.tabDied(this.#tab)
    this.#tab = { dead: false }
    return this.open(change)
  }
}

export const goOffline: Transport = async () => {
  throw new TypeError('Failed to fetch')
}
