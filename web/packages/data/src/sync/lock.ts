/**
 * F2: one round of sending at a time, over all tabs. Web Locks where they exist (a killed tab releases its lock by
 * itself, F12); elsewhere a lease in the person's database. The lease is judged by the watcher's own monotonic clock
 * over the holder's beats, never by wall clocks, which jump (F19).
 */
import type { Environment } from '../environment.ts'
import type { PersonDatabase } from '../store/database.ts'

/** Longer than any single request may take (a beat comes before each). */
const SILENCE_MS = 45_000

export class LeaseLost extends Error {}

export interface Hold {
  /** Called before every step of a round; throws LeaseLost when another tab took over. */
  beat(): Promise<void>
}

export class RoundLock {
  readonly #env: Environment
  readonly #db: PersonDatabase
  readonly #holder: string
  readonly #fact: 'lease' | 'lease_photos'
  readonly #alone: boolean
  #seen: { holder: string; beat: number; since: number } | null = null

  constructor(env: Environment, db: PersonDatabase, holder: string, fact: 'lease' | 'lease_photos', alone: boolean) {
    this.#env = env
    this.#db = db
    this.#holder = holder
    this.#fact = fact
    this.#alone = alone
  }

  /** Runs when free; false = another tab is at it. */
  async tryRun(run: (hold: Hold) => Promise<void>): Promise<boolean> {
    if (!this.#alone) return run({ beat: async () => {} }).then(() => true)
    return this.#env.locks ? this.#byWebLock(run) : this.#byLease(run)
  }

  async #byWebLock(run: (hold: Hold) => Promise<void>): Promise<boolean> {
    let ran = false
    await this.#env.locks?.request(`${this.#db.name}-${this.#fact}`, { ifAvailable: true }, async (lock) => {
      if (!lock) return
      ran = true
      await run({ beat: async () => {} })
    })
    return ran
  }

  async #byLease(run: (hold: Hold) => Promise<void>): Promise<boolean> {
    if (!(await this.#take())) return false
    try {
      await run({ beat: () => this.#beat() })
      return true
    } catch (fault) {
      if (fault instanceof LeaseLost) return false
      throw fault
    } finally {
      await this.#release()
    }
  }

  async #take(): Promise<boolean> {
    const db = this.#db
    const now = this.#env.clock.monotonic()
    return db.transaction('rw', db.meta, async () => {
      const lease = await db.fact(this.#fact)
      if (lease && lease.holder !== this.#holder) {
        const same = this.#seen?.holder === lease.holder && this.#seen.beat === lease.beat
        if (!same) this.#seen = { ...lease, since: now }
        if (now - (this.#seen?.since ?? now) < SILENCE_MS) return false
      }
      await db.setFact(this.#fact, { holder: this.#holder, beat: (lease?.beat ?? 0) + 1 })
      return true
    })
  }

  async #beat(): Promise<void> {
    const db = this.#db
    await db.transaction('rw', db.meta, async () => {
      const lease = await db.fact(this.#fact)
      if (lease?.holder !== this.#holder) throw new LeaseLost()
      await db.setFact(this.#fact, { holder: this.#holder, beat: lease.beat + 1 })
    })
  }

  async #release(): Promise<void> {
    const db = this.#db
    await db.transaction('rw', db.meta, async () => {
      const lease = await db.fact(this.#fact)
      if (lease?.holder === this.#holder) await db.setFact(this.#fact, null)
    })
  }
}
