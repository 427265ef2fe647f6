/** What the reps of a seed do: the acts of their days, each noted in the ledger once the phone has called it saved. */
import { LocalFault } from '../../src/errors.ts'
import type { Verb } from '../../src/commands.ts'
import type { CapturedPhoto } from '../../src/types.ts'
import { checkIn, checkOut, edit, note, order, plan, step } from '../acts.ts'
import type { Handset } from './handset.ts'
import type { Act, Fact } from './ledger.ts'
import type { World } from './world.ts'

const PRICE = 42
/** Longer than any phone sends with others, and than the server takes. */
const HUGE = 2_200_000

interface OpenVisit {
  handset: Handset
  visit: string
  customer: string
}

/** F20: the room that a phone keeps for when it is full. */
const hasRoomKept = async (handset: Handset): Promise<boolean> => handset.isIn && (await handset.db.meta.where('key').equals('reserve').count()) > 0

export class Days {
  readonly #world: World
  readonly #picture: Buffer
  #visits: OpenVisit[] = []
  #photos = 0
  #edits = 0

  constructor(world: World) {
    this.#world = world
    this.#picture = Buffer.from(world.told.picture, 'base64')
  }

  /** One act of this person, by chance. */
  async act(handset: Handset): Promise<void> {
    const shop = await this.#shop(handset)
    if (!shop) return
    const open = this.#visits.filter((one) => one.handset === handset)
    const at = open[Math.floor(this.#world.random() * open.length)]
    const kind = this.#world.random()
    if (!at || kind < 0.16) await this.#begin(handset, shop)
    else if (kind < 0.3) await this.#stock(at)
    else if (kind < 0.38) await this.#photo(at)
    else if (kind < 0.58) await this.#order(handset, at.customer, this.#world.chance(0.7) ? at.visit : null)
    else if (kind < 0.7) await this.note(handset, shop)
    else if (kind < 0.83) await this.#edit(handset, shop)
    else if (kind < 0.9) await this.#plan(handset, shop)
    else await this.#end(at)
  }

  /** The phone shows them no more: nobody goes on with a visit of which it knows nothing. */
  forget(handsets: readonly Handset[]): void {
    this.#visits = this.#visits.filter((one) => !handsets.includes(one.handset))
  }

  /** A picture, in a visit that is begun for it if there is none. */
  async picture(handset: Handset): Promise<void> {
    const shop = await this.#shop(handset)
    if (shop && !this.#visits.some((one) => one.handset === handset)) await this.#begin(handset, shop)
    const at = this.#visits.find((one) => one.handset === handset)
    if (at) await this.#photo(at)
  }

  /** A text that no server takes: it must stand alone and hold nothing up. */
  async huge(handset: Handset): Promise<void> {
    const shop = await this.#shop(handset)
    if (shop) await this.note(handset, shop, 'x'.repeat(HUGE))
  }

  /** In the middle of others, one with which the server takes no batch at all: the others must arrive (F7). */
  async unreadable(handset: Handset): Promise<void> {
    const { ledger, unreadable } = this.#world
    await this.act(handset)
    const shop = await this.#shop(handset)
    if (shop && (await this.note(handset, shop))) unreadable.add(ledger.acts.at(-1)!.id)
    await this.act(handset)
  }

  /** An app of another version queued something that this one does not know. */
  async fromAnotherVersion(handset: Handset): Promise<void> {
    await this.#told(handset, 'other', '', () => handset.data.perform('survey.answer' as Verb, { answers: [1, 2] } as never))
  }

  async note(handset: Handset, customer: string, text = `跟进${this.#world.random()}`): Promise<boolean> {
    const id = handset.data.newId()
    return this.#told(handset, 'activity', id, () => note(handset.data, customer, text, id))
  }

  /** The person was not told when the phone could not do it, or died before it said so. */
  async #told(handset: Handset, fact: Fact, record: string, perform: () => Promise<string>, more: Partial<Act> = {}): Promise<boolean> {
    const { ledger } = this.#world
    ledger.uncertain.add(record)
    const hadRoom = await hasRoomKept(handset)
    try {
      const id = await perform()
      ledger.note(handset, id, fact, { record, ...more })
      ledger.uncertain.delete(record)
      return true
    } catch (fault) {
      if (fault instanceof LocalFault && fault.code === 'storage_full' && hadRoom && (await hasRoomKept(handset)))
        this.#world.findings.add('lost', `${handset.name} does not save a ${fact} for which room was kept`)
      // A broken defence may fail in ways that no screen knows; the shipped one may not.
      if (fault instanceof LocalFault || !handset.isOpen || this.#world.told.sabotage) return false
      throw fault
    }
  }

  async #shop(handset: Handset): Promise<string | null> {
    const shops = await handset.db.customers.filter((row) => row.owner === handset.rep.id && row.kind === 'outlet').primaryKeys()
    return shops.length ? this.#world.pick(shops.sort()) : null
  }

  async #begin(handset: Handset, customer: string): Promise<void> {
    const visit = handset.data.newId()
    const done = await this.#told(handset, 'visit', visit, () => checkIn(handset.data, customer, null, visit).then((one) => one.command))
    if (done) this.#visits.push({ handset, visit, customer })
  }

  async #stock({ handset, visit }: OpenVisit): Promise<void> {
    const product = await this.#product(handset)
    const result = handset.data.newId()
    const found = { lines: [{ product_id: product, units: { box: '3' }, out_of_stock: false, near_expiry: false }] }
    await this.#told(handset, 'step', result, () => step(handset.data, visit, 'stock', [], { result, kind: 'stock_count', found }))
  }

  async #photo({ handset, visit }: OpenVisit): Promise<void> {
    const { data } = handset
    let photo: CapturedPhoto
    try {
      photo = await data.photos.save(this.#shot(), { width: 80, height: 60, taken_at: data.clock.iso(), check_code: 'A1B2' })
    } catch {
      // The phone said that it could not keep the picture: nothing was promised.
      return
    }
    const result = data.newId()
    await this.#told(handset, 'step', result, () => step(data, visit, 'front', [photo], { result }), { digests: [photo.digest], visit })
  }

  /** The same scene, never the same bytes: what differs stands in a comment, as cameras write one. */
  #shot(): Uint8Array {
    const mark = Buffer.alloc(100 + Math.floor(this.#world.random() * 60_000))
    mark.write(`seed ${this.#world.seed} photo ${(this.#photos += 1)} of ${this.#world.department.manager.id}`)
    const head = Buffer.from([0xff, 0xfe, (mark.length + 2) >> 8, (mark.length + 2) & 0xff])
    return new Uint8Array(Buffer.concat([this.#picture.subarray(0, 2), head, mark, this.#picture.subarray(2)]))
  }

  async #order(handset: Handset, customer: string, visit: string | null): Promise<void> {
    const product = await this.#product(handset)
    const id = handset.data.newId()
    const quantity = 1 + Math.floor(this.#world.random() * 9)
    const line = { product, quantity: String(quantity), price: `${PRICE}.00`, order: id }
    await this.#told(handset, 'order', id, () => order(handset.data, customer, visit, line).then((one) => one.command), { total: quantity * PRICE })
  }

  async #product(handset: Handset): Promise<string> {
    const known = await handset.db.products.toArray()
    return known.find((one) => one.code === 'SD-410')!.id
  }

  async #edit(handset: Handset, customer: string): Promise<void> {
    const row = (await handset.db.customers.get(customer))!
    const field = this.#world.pick(['address', 'name', 'invoice_title'] as const)
    const value = `${field}-${this.#world.seed}-${(this.#edits += 1)}`
    const from = (row as unknown as Record<string, unknown>)[field] ?? ''
    const more = { customer, value, field }
    await this.#told(handset, 'edit', value, () => edit(handset.data, customer, field, from, value, row.version ?? 1), more)
  }

  async #plan(handset: Handset, customer: string): Promise<void> {
    const id = handset.data.newId()
    await this.#told(handset, 'plan', id, () => plan(handset.data, customer, id))
  }

  async #end(at: OpenVisit): Promise<void> {
    this.#visits = this.#visits.filter((one) => one !== at)
    await this.#told(at.handset, 'other', '', () => checkOut(at.handset.data, at.visit))
  }
}
