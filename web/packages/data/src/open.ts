/** Puts the phone's data layer together. Everything that changes with the signed-in person hangs on one Desk. */
import { liveQuery } from 'dexie'
import { ServerClock } from './clock.ts'
import { shippedDefences } from './defences.ts'
import { DemoSwitches } from './demo.ts'
import type { Desk, World } from './desk.ts'
import { ownDevice } from './device.ts'
import { draftsOf } from './drafts.ts'
import type { Environment } from './environment.ts'
import { browserEnvironment } from './environment.browser.ts'
import { LocalFault } from './errors.ts'
import { noticeEviction } from './eviction.ts'
import { Http } from './http.ts'
import { uuid7 } from './ids.ts'
import { PhoneLocation } from './location.ts'
import { Cell } from './observable.ts'
import { perform } from './perform.ts'
import { Pictures } from './photos/pictures.ts'
import { photosOf } from './photos/store.ts'
import { queueOf } from './queue.ts'
import { writeInReserve } from './quota.ts'
import { CustomerSearch } from './search.ts'
import { LAST_PERSON, PhoneSession } from './session.ts'
import type { Consent, Desks } from './session.ts'
import { PersonDatabase } from './store/database.ts'
import { Registry } from './store/registry.ts'
import type { DeviceRow } from './store/rows.ts'
import { SyncRunner } from './sync/runner.ts'
import { emptyState, followState, refreshState } from './sync/state.ts'
import type { Data, Person, Sync, SyncState, Tables, Unsubscribe } from './types.ts'

const FIRST_WORD_MS = 1_500
/** What the first screen does not need begins this much later: it would only take its time. */
const AFTER_FIRST_SCREEN_MS = 500

export const databaseName = (person: string): string => `outrider-rep-${person}`

/** Holds the open person's desk and runner. */
class OpenDesk implements Desks {
  readonly at = new Cell<Desk | null>(null)
  readonly syncState: Cell<SyncState>
  readonly #world: World
  #runner: SyncRunner | null = null
  #device: DeviceRow | null = null
  #wanted = false
  #warm: PersonDatabase | null = null
  session: PhoneSession | null = null
  opened: (demo: boolean) => void = () => {}

  constructor(world: World) {
    this.#world = world
    this.syncState = new Cell(emptyState(world.env.isOnline()))
  }

  current(): Desk {
    const desk = this.at.value
    if (!desk) throw new LocalFault('not_signed_in')
    return desk
  }

  /** Begins to open somebody's database before it is known for sure that it is wanted. */
  warm(person: string): void {
    const db = this.#database(person)
    db.open().catch(() => {})
    this.#warm = db
  }

  #database(person: string): PersonDatabase {
    return new PersonDatabase(databaseName(person), this.#world.env, this.#world.defences)
  }

  /** It was somebody else, or nobody. */
  cool(): void {
    this.#warm?.close()
    this.#warm = null
  }

  #takeWarm(person: string): PersonDatabase {
    const found = this.#warm
    this.#warm = null
    if (found?.name === databaseName(person)) return found
    found?.close()
    return this.#database(person)
  }

  async open(person: Person): Promise<void> {
    await this.close()
    const db = this.#takeWarm(person.id)
    await db.open()
    const desk: Desk = { ...this.#world, person, db, kick: () => this.#runner?.kick() }
    await db.transaction('rw', db.meta, async () => {
      await noticeEviction(desk)
      this.#device = await ownDevice(desk)
    })
    this.syncState.set(emptyState(this.#world.env.isOnline()))
    this.#runner = new SyncRunner(desk, this.syncState, {
      denied: (problem) => this.session?.denied(problem),
      reached: () => {
        this.session?.reached()
        void this.learnDevice().catch(() => {})
      },
    })
    this.at.set(desk)
    // Not awaited: the first screen does not wait for the mark.
    void refreshState(desk, this.syncState).catch(() => {})
    if (this.#wanted) this.#runner.start()
  }

  async close(): Promise<void> {
    const desk = this.at.value
    const runner = this.#runner
    this.#runner = null
    this.#device = null
    this.at.set(null)
    await runner?.stop()
    desk?.db.close()
    this.syncState.set(emptyState(this.#world.env.isOnline()))
  }

  async unsent(person: string): Promise<number> {
    const count = (db: PersonDatabase) => db.commands.where('state').anyOf('waiting', 'refused', 'held').count()
    if (this.at.value?.person.id === person) return count(this.at.value.db)
    const db = this.#database(person)
    try {
      return await count(db)
    } finally {
      db.close()
    }
  }

  async signOutEffects(): Promise<void> {
    await this.#world.defences.F16_onSignOut(this.current().db)
  }

  writeInReserve(write: () => Promise<void>): Promise<void> {
    return writeInReserve(this.current(), write)
  }

  async consent(server: Consent | null): Promise<Consent> {
    const { db } = this.current()
    const known = (await db.fact('consent')) ?? null
    if (!server) return known ?? { version: '1', consented: null }
    const unsent = await db.commands
      .where('state')
      .equals('waiting')
      .filter((command) => command.verb === 'consent.give' || command.verb === 'consent.withdraw')
      .count()
    if (unsent) return known ?? server
    await db.setFact('consent', server)
    return server
  }

  wake(): void {
    this.#runner?.kick()
  }

  deviceId(): string | null {
    return this.#device?.id ?? null
  }

  deviceKey(): string | null {
    return this.#device?.key ?? null
  }

  /** After a contact: the device may have been registered meanwhile. */
  async learnDevice(): Promise<void> {
    const desk = this.at.value
    if (desk) this.#device = await ownDevice(desk)
  }

  readonly sync: Sync = this.#facade()

  #facade(): Sync {
    const owner = this
    return {
      get state() {
        return owner.syncState
      },
      start: () => {
        this.#wanted = true
        this.#runner?.start()
      },
      stop: async () => {
        this.#wanted = false
        await this.#runner?.stop()
      },
      now: async () => (await this.#runner?.now()) ?? this.syncState.value,
      dismissMissing: async () => {
        const desk = this.current()
        await desk.db.meta.delete('missing')
        await refreshState(desk, this.syncState)
      },
    }
  }
}

function liveOver(desks: OpenDesk): Data['live'] {
  return <T>(query: (tables: Tables) => Promise<T> | T, run: (value: T) => void, failed?: (fault: unknown) => void): Unsubscribe => {
    let inner: { unsubscribe(): void } | null = null
    const outer = desks.at.subscribe((desk) => {
      inner?.unsubscribe()
      inner = null
      if (!desk) return
      inner = liveQuery(() => query(desk.db)).subscribe({
        next: run,
        // A database that closes under a query (sign-out) is no fault of the query.
        error: (fault: unknown) => (desks.at.value === desk ? failed?.(fault) : undefined),
      })
    })
    return () => {
      outer()
      inner?.unsubscribe()
    }
  }
}

/** The sync mark follows whoever is signed in. */
function follow(desks: OpenDesk): () => void {
  let stop = () => {}
  const outer = desks.at.subscribe((desk) => {
    stop()
    stop = desk ? followState(desk, desks.syncState) : () => {}
  })
  return () => {
    outer()
    stop()
  }
}

/** Asks the server who we are; only an empty phone waits for the answer, and not for long. */
async function firstWord(env: Environment, session: PhoneSession): Promise<void> {
  const { person, company } = session.state.value
  // In the demo the page beside the phone may have let somebody else in: nothing is sent in the wrong name.
  if (company?.demo) return void (await session.refresh())
  if (person) return void env.clock.setTimeout(() => void session.refresh(), AFTER_FIRST_SCREEN_MS)
  const asked = session.refresh()
  await Promise.race([asked, new Promise<void>((resolve) => env.clock.setTimeout(resolve, FIRST_WORD_MS))])
}

/** What belongs to the page, whoever is signed in. */
function openWorld(env: Environment, app: 'rep', registry: Registry): World {
  const newId = () => uuid7(env)
  const clock = new ServerClock(env)
  clock.onOffset = (offset) => void registry.setFact('clock_offset', offset).catch(() => {})
  const defences = { ...shippedDefences, ...env.defences }
  return { env, http: new Http(env, app), clock, defences, bootId: newId(), newId }
}

export async function openData(given: Partial<Environment> | undefined, options: { app: 'rep' }): Promise<Data> {
  const env = { ...(given?.indexedDB && given.clock ? {} : browserEnvironment()), ...given } as Environment
  const registry = new Registry('outrider-rep', env)
  const world = openWorld(env, options.app, registry)
  const desks = new OpenDesk(world)
  const last = env.marker.read(LAST_PERSON)
  if (last) desks.warm(last)
  const kept = await registry.kept()
  if (kept.person?.id !== last) desks.cool()
  world.clock.restore(kept.clockOffset)
  const session = new PhoneSession(world, registry, desks)
  desks.session = session
  const demo = new DemoSwitches(world, registry)
  demo.restore(kept.demo)
  const stopDemo = session.state.subscribe((state) => demo.setActive(state.company?.demo === true))
  const pictures = new Pictures(env, world.http)
  await session.restore(kept.person)
  await firstWord(env, session)
  let stopFollowing = () => {}
  const following = env.clock.setTimeout(() => (stopFollowing = follow(desks)), AFTER_FIRST_SCREEN_MS)
  const close = async () => {
    env.clock.clearTimeout(following)
    stopDemo()
    stopFollowing()
    await desks.close()
    pictures.clear()
    registry.close()
  }
  return assembled({ world, desks, session, demo, pictures, close })
}

interface Parts {
  world: World
  desks: OpenDesk
  session: PhoneSession
  demo: DemoSwitches
  pictures: Pictures
  close(): Promise<void>
}

function assembled({ world, desks, session, demo, pictures, close }: Parts): Data {
  const desk = () => desks.current()
  return {
    session,
    get tables() {
      return desk().db
    },
    perform: async (verb, payload, more) => {
      const id = await perform(desk(), verb, payload, more)
      if (verb === 'consent.give' || verb === 'consent.withdraw') session.noteConsent(await desks.consent(null))
      return id
    },
    newId: world.newId,
    drafts: draftsOf(desk),
    sync: desks.sync,
    queue: queueOf(desk),
    photos: photosOf(desk, pictures),
    clock: world.clock,
    search: new CustomerSearch(desk),
    location: new PhoneLocation(world, {
      consented: () => session.state.value.locationConsent.consented === true,
      demoSource: (wanted) => demo.source(wanted),
    }),
    demo,
    remote: async () => (await import('./remote/remote.ts')).remoteOf(world.env, world.http, pictures),
    live: liveOver(desks),
    close,
  }
}
