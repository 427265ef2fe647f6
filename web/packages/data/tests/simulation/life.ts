/** What a seed lives through: the days of the reps, and everything that goes wrong meanwhile, by chance. */
import { IDBFactory } from 'fake-indexeddb'
import { LocalFault } from '../../src/errors.ts'
import { Days } from './days.ts'
import type { Handset } from './handset.ts'
import { lookAt } from './looking.ts'
import { spoil } from './storage.ts'
import type { StorageFaults } from './storage.ts'
import { HOUR, MINUTE, SECOND } from './world.ts'
import type { World } from './world.ts'

/** The snapshot of a restore may be at most so old: what a phone keeps for seven days must still be there. */
const LONGEST_NIGHT = 9 * HOUR

interface Event {
  turn: number
  run: () => Promise<void>
}

export class Life {
  readonly #world: World
  readonly #days: Days
  #events: Event[] = []
  #nights = 0
  #turnNow = 0

  constructor(world: World) {
    this.#world = world
    this.#days = new Days(world)
  }

  async live(): Promise<void> {
    const { ledger, told } = this.#world
    this.#plan(Math.floor(told.acts * 1.5))
    for (let turn = 0; ledger.acts.length < told.acts && turn < told.acts * 4; turn++) {
      this.#turnNow = turn
      const due = this.#events.filter((event) => event.turn === turn)
      for (const event of due) await event.run()
      await this.#turn()
      if (turn % 7 === 0) await this.#look()
      if (this.#world.isOver) return
    }
  }

  async #turn(): Promise<void> {
    const world = this.#world
    const handset = world.pick(world.handsets.filter((one) => !one.revoked))
    const what = world.random()
    if (what < 0.72) await this.#act(handset)
    else if (what < 0.8) this.#weather(handset)
    else if (what < 0.84) await this.#crash(handset)
    else if (what < 0.86) handset.phone.clock.wall += (world.random() - 0.5) * 100 * HOUR
    else if (what < 0.95) await this.#office()
    else if (what < 0.97) await this.#everybody()
    else if (this.#nights < 8) {
      this.#nights += 1
      await world.pocketed(world.random() * LONGEST_NIGHT)
    }
  }

  async #act(handset: Handset): Promise<void> {
    const world = this.#world
    if (!(await handset.ready())) return world.advance(10 * SECOND)
    await this.#days.act(handset)
    if (world.chance(0.3)) return
    await world.advance(world.random() * 12 * SECOND)
    if (world.chance(0.5)) handset.phone.asleep = true
  }

  /** Everybody acts within the same moment. */
  async #everybody(): Promise<void> {
    const world = this.#world
    for (const handset of world.handsets)
      if (!handset.revoked && (await handset.ready())) await this.#days.act(handset)
    await world.advance(5 * SECOND, SECOND)
  }

  #weather(handset: Handset): void {
    const kind = this.#world.random()
    handset.weather = kind < 0.35 ? 'fine' : kind < 0.75 ? 'bad' : kind < 0.87 ? 'none' : kind < 0.94 ? 'portal' : 'liar'
    handset.badness = this.#world.random() * 0.8
    if (handset.isOpen && handset.weather === 'fine') handset.phone.fire('online')
  }

  /** In the middle of an act, of a round, of nothing, or of taking what a pull brings. */
  async #crash(handset: Handset): Promise<void> {
    if (!handset.isIn) return
    if (this.#world.chance(0.5)) {
      handset.diesTaking = Math.floor(this.#world.random() * 60)
      // What the others ask meanwhile costs time and proves nothing.
      for (const one of this.#world.handsets) one.phone.asleep = one !== handset
      await this.#world.advance(2 * MINUTE)
      handset.diesTaking = null
      return
    }
    const what = this.#world.random()
    const kept = new Promise<void>((resolve) => (handset.storage.onAct = resolve))
    const doing = what < 0.25 ? this.#days.act(handset) : what < 0.75 ? this.#days.picture(handset) : Promise.resolve()
    const act = doing.catch(() => {})
    // Half of them around the moment in which the act is kept.
    const near = this.#world.chance(0.5)
    if (near) await Promise.race([kept, act])
    for (let tasks = Math.floor(this.#world.random() * (near ? 30 : 60)); tasks > 0; tasks--) await new Promise((resolve) => setImmediate(resolve))
    handset.die()
    // The page that died never answers; one that had already answered has told the person.
    await Promise.race([act, this.#world.line.settled()])
  }

  async #office(): Promise<void> {
    const { manager, department, random } = this.#world
    const shop = this.#world.pick(department.shops)
    if (random() < 0.4) return void (await manager.post(`/customers/${shop}/do/assign`, { owner: this.#world.pick(department.reps).id, note: '' }))
    const { version } = await manager.get<{ version: number }>(`/customers/${shop}`)
    const field = this.#world.pick(['address', 'name', 'invoice_title'])
    await manager.post(`/customers/${shop}`, { version, [field]: `办公室${Math.floor(random() * 1e6)}` }, 'PATCH')
  }

  // ---- what happens once

  /** Which of them this seed lives through, and when. */
  #plan(turns: number): void {
    const chance = (part: number) => this.#world.chance(part)
    const at = (from: number, to: number) => Math.floor(turns * (from + this.#world.random() * (to - from)))
    const may = (part: number, turn: number, run: () => Promise<void>) => {
      if (chance(part)) this.#events.push({ turn, run })
    }
    const any = () => this.#world.pick(this.#world.handsets.filter((one) => !one.revoked))
    if (chance(0.4)) {
      this.#events.push({ turn: at(0.2, 0.45), run: () => this.#world.keep() })
      this.#events.push({ turn: at(0.55, 0.9), run: () => this.#world.goBack() })
    } else {
      // What such a phone alone had kept of an acknowledged act would be gone for a server that was thrown back.
      may(0.4, at(0.4, 0.8), () => this.#revoke(any()))
      may(0.5, at(0.3, 0.8), () => this.#evict(any()))
    }
    may(0.5, at(0.2, 0.6), () => this.#disable(any()))
    may(0.5, at(0.1, 0.8), () => this.#with(any(), (handset) => this.#spoilt(handset, { fullFor: 20 })))
    may(0.5, at(0.1, 0.6), () => this.#with(any(), (handset) => this.#spoilt(handset, { garbles: 0.3 })))
    may(0.3, at(0.1, 0.8), () => this.#with(any(), (handset) => this.#days.huge(handset)))
    may(0.5, at(0.1, 0.9), () => this.#with(any(), (handset) => this.#days.unreadable(handset)))
    may(0.5, at(0.1, 0.9), () => this.#with(any(), (handset) => this.#days.fromAnotherVersion(handset)))
    for (let times = 0; times < 2; times++) may(0.5, at(0.1, 0.9), () => this.#leave(any()))
  }

  async #with(handset: Handset, run: (handset: Handset) => Promise<void>): Promise<void> {
    if (await handset.ready()) await run(handset)
  }

  /** Pictures are what a bad disk hurts first. */
  async #spoilt(handset: Handset, faults: Partial<StorageFaults>): Promise<void> {
    Object.assign(handset.storage, faults)
    for (let shots = 0; shots < 4; shots++) await this.#days.picture(handset)
  }

  async #disable(handset: Handset): Promise<void> {
    const { rep } = handset
    await this.#with(handset, (one) => this.#days.act(one))
    await this.#world.allow(rep, false)
    this.#events.push({ turn: this.#turnNow + 20, run: () => this.#world.allow(rep, true) })
  }

  async #revoke(handset: Handset): Promise<void> {
    // Two tabs are one device; the simulation takes away a phone with one.
    if (handset.name.startsWith('one') || !handset.isIn) return
    await this.#days.act(handset)
    const { id } = (await handset.db.fact('device'))!
    handset.revoked = true
    await this.#world.manager.ask('POST', '/verbs/device.revoke', { device_id: id }, true)
  }

  /** The browser throws everything away but its cookies and the marker. */
  async #evict(handset: Handset): Promise<void> {
    const { handsets, ledger, line } = this.#world
    if (!handset.isIn) return
    await this.#days.act(handset)
    await line.settled()
    const tabs = handsets.filter((one) => one.phone.profile === handset.phone.profile)
    const gone = new Set((await handset.onlyHere()).map((one) => one.id))
    const queued = new Set(await handset.db.commands.toCollection().primaryKeys())
    const photos = await handset.db.photo_list.where('state').equals('waiting').toArray()
    for (const photo of photos) ledger.evictedPhotos.add(photo.digest)
    for (const tab of tabs) tab.die()
    this.#days.forget(tabs)
    // What makes no record of its own was to be seen in the phone's queue alone, also after it had arrived.
    for (const act of ledger.acts) if (gone.has(act.id) || (act.fact === 'other' && queued.has(act.id))) act.evicted = true
    handset.evicted += gone.size
    handset.phone.profile.indexedDB = new IDBFactory()
    spoil(handset.phone.profile.indexedDB, handset.storage)
  }

  /** Signs out with work unsent, and comes back later. */
  async #leave(handset: Handset): Promise<void> {
    if (!(await handset.ready())) return
    await this.#days.act(handset)
    // On a full phone he may be told that it did not work; he stays signed in.
    await this.#world.drive(handset.data.session.signOut()).catch((fault: unknown) => {
      if (!(fault instanceof LocalFault && fault.code === 'storage_full')) throw fault
    })
  }

  /** What each open page says of itself must be true at any time. */
  async #look(): Promise<void> {
    await this.#world.line.settled()
    for (const handset of this.#world.handsets) if (handset.isIn) await lookAt(this.#world, handset)
  }
}
