/** One tab of one rep's phone in the simulation, the faults of its network and its storage, and what is seen of it. */
import { gunzipSync } from 'node:zlib'
import type { Environment } from '../../src/environment.ts'
import type { PersonDatabase } from '../../src/store/database.ts'
import type { QueuedCommand } from '../../src/store/rows.ts'
import type { Data } from '../../src/types.ts'
import type { VirtualClock } from '../clock.ts'
import { badNetwork, goOffline, liarNetwork, lost } from '../network.ts'
import type { Transport } from '../network.ts'
import { Phone } from '../phone.ts'
import { Profile } from '../profile.ts'
import { StorageFaults } from './storage.ts'
import type { Member } from './house.ts'
import type { World } from './world.ts'

const LONGEST_DELAY_MS = 20_000

export type Weather = 'fine' | 'bad' | 'none' | 'liar' | 'portal'

export class Handset {
  readonly name: string
  readonly world: World
  readonly rep: Member
  readonly phone: Phone
  readonly storage: StorageFaults
  readonly change: Partial<Environment>
  weather: Weather = 'fine'
  badness = 0
  /** The office took this phone's rights away. */
  revoked = false
  isOpen = false
  /** The page dies this many steps after the next changes have come in. */
  diesTaking: number | null = null
  /** How many unsent acts went with its evicted storage. */
  evicted = 0

  constructor(world: World, name: string, rep: Member, seed: number, change: Partial<Environment>, sharedWith?: Handset) {
    this.world = world
    this.name = name
    this.rep = rep
    this.change = change
    const clock: VirtualClock | undefined = sharedWith?.phone.clock
    this.phone = new Phone(world.server, seed, sharedWith?.phone.profile ?? new Profile(), clock ?? world.clock())
    this.storage = sharedWith?.storage ?? new StorageFaults(this.phone.random)
    const noisy = badNetwork(this.phone.random, () => this.badness)
    const through: Record<Weather, Transport> = {
      fine: (go) => go(), bad: noisy, none: goOffline, liar: liarNetwork,
      portal: async () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
    }
    this.phone.transport = (go, url, init) => this.#watched(through, go, url, init)
  }

  get data(): Data {
    return this.phone.data
  }

  get db(): PersonDatabase {
    return this.data.tables as PersonDatabase
  }

  get isIn(): boolean {
    return this.isOpen && this.data.session.state.value.person !== null
  }

  /** The page is opened, and its person signs in when it asks for that. False: the network did not let him. */
  async ready(): Promise<boolean> {
    this.phone.asleep = false
    if (!this.isOpen) {
      await this.world.drive(this.phone.open(this.change))
      this.isOpen = true
      this.data.sync.start()
    }
    const { person, standing } = this.data.session.state.value
    if (person && standing !== 'expired') return true
    // He was told; trying again and again would only lock him out for longer.
    if (this.world.disabled.has(this.rep.id)) return person !== null
    try {
      await this.world.drive(this.data.session.signIn(this.rep.mobile, this.world.told.password))
    } catch {
      return this.isIn
    }
    return this.isIn
  }

  /** The page dies in the middle of anything. */
  die(): void {
    if (this.isOpen) this.phone.die()
    this.isOpen = false
  }

  async close(): Promise<void> {
    if (!this.isOpen) return
    this.phone.asleep = false
    await this.world.drive(this.data.close())
    this.isOpen = false
  }

  /** What no server holds. */
  onlyHere(): Promise<QueuedCommand[]> {
    return this.db.commands.where('state').anyOf('waiting', 'refused').toArray()
  }

  async #watched(through: Record<Weather, Transport>, go: () => Promise<Response>, url: string, init: RequestInit): Promise<Response> {
    const random = this.phone.random
    if (this.weather === 'bad' && random() < this.badness / 4) await this.world.sleep(random() * LONGEST_DELAY_MS)
    const sent = url.endsWith('/sync/commands') ? commandsIn(init) : []
    const leave = this.world.watch.enter(this, sent)
    const real = async () => {
      if (sent.some(({ id }) => this.world.unreadable.has(id))) return unreadable()
      for (const { id } of sent) this.world.watch.arrived.add(id)
      return go()
    }
    try {
      const answer = await through[this.weather](() => (this.world.isServing ? real() : Promise.reject(lost())), url, init)
      if (this.diesTaking !== null && (await bringsRows(url, answer))) void this.#dieTaking(this.diesTaking)
      return answer
    } finally {
      leave()
    }
  }

  /** In the middle of storing what a pull has brought. */
  async #dieTaking(steps: number): Promise<void> {
    this.diesTaking = null
    for (let left = steps; left > 0; left--) await new Promise((resolve) => setImmediate(resolve))
    this.die()
  }
}

/** As our server says it. */
const unreadable = (): Response =>
  Response.json({ status: 422, code: 'invalid', title: 'unreadable' }, { status: 422, headers: { 'content-type': 'application/problem+json' } })

async function bringsRows(url: string, answer: Response): Promise<boolean> {
  if (!url.includes('/sync/changes') || !answer.ok) return false
  const told = (await answer.clone().json().catch(() => null)) as { rows?: Record<string, unknown[]> } | null
  return Object.values(told?.rows ?? {}).some((rows) => rows.length > 0)
}

function commandsIn(init: RequestInit): QueuedCommand[] {
  const text = typeof init.body === 'string' ? init.body : gunzipSync(init.body as Uint8Array).toString('utf8')
  return (JSON.parse(text) as { commands: QueuedCommand[] }).commands
}
