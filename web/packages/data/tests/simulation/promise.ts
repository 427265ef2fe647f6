/** The promise, asked of the real server as the manager and as each rep, once everything has healed. */
import { ENTITIES, TABLE_OF } from '../../src/store/database.ts'
import type { EntityKey, LocalRecord } from '../../src/records.ts'
import type { Handset } from './handset.ts'
import type { Act, Fact } from './ledger.ts'
import { Visitor } from './real-server.ts'
import { MINUTE } from './world.ts'
import type { World } from './world.ts'

const LISTS: Partial<Record<Fact, string>> = {
  visit: '/visits', step: '/step-results', order: '/orders', activity: '/activities', plan: '/visit-plans',
}

interface Row {
  id: string
  [field: string]: unknown
}

/** What the server has of this seed's department. */
class Books {
  readonly rows = new Map<Fact, Map<string, Row>>()
  /** Of each customer, every value that it was given. */
  readonly edits = new Map<string, string>()
  /** Values that met another's and were kept beside it. */
  readonly conflicts = new Set<unknown>()
  /** Commands that the office is shown, so that somebody decides. */
  readonly held = new Set<string>()

  static async of(world: World, reps: Iterable<Visitor>): Promise<Books> {
    const books = new Books()
    for (const [fact, path] of Object.entries(LISTS) as [Fact, string][]) {
      const rows = await world.manager.all<Row>(path)
      const byId = new Map(rows.map((row) => [row.id, row]))
      if (byId.size !== rows.length) world.findings.add('doubled', `${path} lists a record twice`)
      books.rows.set(fact, byId)
    }
    for (const shop of world.department.shops) {
      const { items } = await world.manager.get<{ items: unknown[] }>(`/customers/${shop}/history?size=500`)
      books.edits.set(shop, JSON.stringify(items))
    }
    for (const { id } of (await world.manager.get<{ items: Row[] }>('/sync/held')).items) books.held.add(id)
    for (const rep of reps) for (const row of await rep.all<Row>('/sync-conflicts')) books.conflicts.add(row['other'])
    return books
  }
}

export async function keeps(world: World): Promise<void> {
  const reps = new Map<string, Visitor>()
  for (const rep of world.department.reps) reps.set(rep.id, await new Visitor(world.server, 'rep').signIn(rep.mobile, world.told.password))
  const books = await Books.of(world, reps.values())
  for (const handset of world.handsets) if (!handset.revoked) await queueIsEmpty(world, handset)
  for (const act of world.ledger.acts) await actIsKept(world, books, act)
  nothingMore(world, books)
  ordersCountOnce(world, books)
  await photosAreThere(world, books, reps)
}

async function queueIsEmpty({ findings }: World, handset: Handset): Promise<void> {
  const { db, name, data } = handset
  const left = await db.commands.where('state').equals('waiting').toArray()
  for (const command of left) findings.add('stuck', `${name}: ${command.verb} ${command.id}: ${command.reason?.code ?? 'not taken'}`)
  const photos = await db.photo_list.where('state').equals('waiting').count()
  if (photos) findings.add('stuck', `${name}: ${photos} photos`)
  const unseen = await db.commands.filter((one) => one.state === 'acked' && one.shown_at === null).toArray()
  for (const command of unseen) findings.add('diverged', `${name}: ${command.verb} ${command.id} is done, and no pull has told so`)
  const { mark, attention, missing } = data.sync.state.value
  const said = attention > 0 ? 'attention' : 'all_sent'
  if (!left.length && !photos && mark !== said) findings.add('stuck', `${name} says ${mark} instead of ${said}`)
  if (missing < handset.evicted) findings.add('lost', `${name} does not say that ${handset.evicted} acts went with its storage`)
}

/** Where the act is on any phone of its person. */
async function stateOf(world: World, act: Act): Promise<string> {
  for (const handset of world.handsets) {
    if (handset.rep.id !== act.handset.rep.id || !handset.isIn) continue
    const command = await handset.db.commands.get(act.id)
    if (command) return command.state
  }
  return 'gone'
}

async function actIsKept(world: World, books: Books, act: Act): Promise<void> {
  const { findings } = world
  const state = await stateOf(world, act)
  // What the server holds is to be seen there, whatever became of the phone; what no server took, on the phone alone.
  const visible = books.held.has(act.id) || state === 'refused'
  const times = timesThere(books, act)
  const what = `${act.fact} ${act.record || act.id} of ${act.handset.name} (${state})`
  if (times === null) {
    if (state === 'gone' && !visible && !act.evicted && !act.handset.revoked) findings.add('lost', what)
  } else if (times === 0 && !visible && state !== 'waiting' && !act.evicted) findings.add('lost', what)
  else if (times > 1) findings.add('doubled', what)
  else if (times === 1 && visible) findings.add('doubled', `${what} is done and waits for a decision`)
}

/** How often the server has it; null when it leaves no record of its own. */
function timesThere(books: Books, act: Act): number | null {
  if (act.fact === 'other') return null
  if (act.fact !== 'edit') return books.rows.get(act.fact)!.has(act.record) ? 1 : 0
  return books.edits.get(act.customer)!.includes(`"${act.value}"`) || books.conflicts.has(act.value) ? 1 : 0
}

/** Nothing is there that nobody did. */
function nothingMore({ ledger, findings }: World, books: Books): void {
  const known = new Set(ledger.acts.map((act) => act.record))
  for (const [fact, rows] of books.rows)
    for (const id of rows.keys())
      if (!known.has(id) && !ledger.uncertain.has(id)) findings.add('doubled', `${fact} ${id} was done by nobody`)
}

function ordersCountOnce({ ledger, findings }: World, books: Books): void {
  const orders = books.rows.get('order')!
  const numbers = [...orders.values()].map((row) => String(row['number']))
  if (new Set(numbers).size !== numbers.length) findings.add('doubled', 'two orders have one number')
  const wanted = ledger.acts.filter((act) => orders.has(act.record))
  const sum = wanted.reduce((total, act) => total + act.total, 0)
  const there = wanted.reduce((total, act) => total + Number(orders.get(act.record)!['total']), 0)
  if (sum !== there) findings.add('doubled', `orders come to ${there} instead of ${sum}`)
}

async function photosAreThere(world: World, books: Books, reps: Map<string, Visitor>): Promise<void> {
  const { ledger, findings } = world
  // Also of an act whose person was not told whether it was saved: with its photos or not at all (F8).
  for (const photo of await world.manager.all<Row>('/visit-photos'))
    if (!photo['received'] && !ledger.evictedPhotos.has(String(photo['digest']))) findings.add('lost', `photo ${String(photo['digest'])} is named and not there`)
  for (const act of ledger.acts) {
    if (!books.rows.get('step')!.has(act.record)) continue
    for (const digest of act.digests) {
      if (ledger.evictedPhotos.has(digest)) continue
      const answer = await reps.get(act.handset.rep.id)!.ask('GET', `/files/${digest}?of=visit:${act.visit}`, undefined, true)
      if (!answer.ok) findings.add('lost', `photo ${digest} of ${act.handset.name}: ${answer.status}`)
    }
  }
}

// ---- every phone shows what the server has

/** Reckoned once a day, not at every change. */
const VIEWS: ReadonlySet<string> = new Set<string>(['known_shops', 'team_day', 'past_month'])

/**
 * A new phone of the same person is what the server says now; the others must agree with it. Two things come only with
 * the weekly comparison, and `whole` is asked after it: what a colleague did late at a shop that is one's own by now,
 * and the new name of a shop in the rows that name it.
 */
export async function phonesAgree(world: World, whole: boolean): Promise<void> {
  for (const rep of world.department.reps) {
    const old = world.handsets.filter((one) => one.rep.id === rep.id && !one.revoked)
    const visitor = await new Visitor(world.server, 'rep').signIn(rep.mobile, world.told.password)
    for (const handset of world.handsets) handset.phone.asleep = true
    const fresh = world.add(`fresh-${rep.mobile}`, rep)
    await fresh.ready()
    await world.advance(MINUTE)
    for (const handset of old) {
      const extra = await compare(world, handset, fresh, whole)
      for (const [entity, id] of extra) await mayBeSeen(world, handset, visitor, entity, id)
    }
    await fresh.close()
    world.handsets.splice(world.handsets.indexOf(fresh), 1)
  }
}

async function compare({ findings }: World, handset: Handset, fresh: Handset, whole: boolean): Promise<[EntityKey, string][]> {
  const extra: [EntityKey, string][] = []
  for (const entity of ENTITIES.filter((one) => !VIEWS.has(one))) {
    const there = await rowsOf(fresh, entity, whole)
    const here = await rowsOf(handset, entity, whole)
    for (const [id, row] of there) {
      const own = here.get(id)
      if (own?.includes('"_local"') || (!whole && isColleagues(handset, row))) continue
      if (own === undefined) findings.add('diverged', `${handset.name} lacks ${entity} ${id}${whole ? ' after a week' : ''}`)
      else if (own !== row) findings.add('diverged', `${handset.name} shows another ${entity} ${id}: ${difference(own, row)}`)
    }
    for (const [id, row] of here) if (!there.has(id) && !row.includes('"_local"')) extra.push([entity, id])
  }
  return extra
}

function isColleagues({ rep }: Handset, row: string): boolean {
  const { rep: by, created_by: author } = JSON.parse(row) as Row
  return typeof (by ?? author) === 'string' && (by ?? author) !== rep.id
}

async function rowsOf(handset: Handset, entity: EntityKey, whole: boolean): Promise<Map<string, string>> {
  const rows = (await handset.db.table(TABLE_OF[entity]).toArray()) as LocalRecord[]
  return new Map(rows.map((row) => [row.id, ordered(whole ? row : { ...row, _titles: null })]))
}

const ordered = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort()) : inner)

/** The field that differs, from where it begins to differ. */
function difference(one: string, other: string): string {
  const [here, there] = [JSON.parse(one), JSON.parse(other)] as [Row, Row]
  const names = [...new Set([...Object.keys(here), ...Object.keys(there)])]
  return names.map((name) => [name, ordered(here[name]) ?? '', ordered(there[name]) ?? ''] as const).filter(([, own, wanted]) => own !== wanted)
    .map(([name, own, wanted]) => {
      const from = Math.max(0, [...own].findIndex((char, index) => char !== wanted[index]) - 40)
      return `${name} …${own.slice(from, from + 120)} / …${wanted.slice(from, from + 120)}`
    }).join(', ')
}

/** What a phone kept longer than a new one would get must still be the person's to see. */
async function mayBeSeen({ findings }: World, handset: Handset, visitor: Visitor, entity: EntityKey, id: string): Promise<void> {
  const path = PATHS[entity]
  if (!path) return
  // The last orders and visits of one's own shops come along, whoever did them; a new phone gets the newer ones.
  const { customer, rep } = (await handset.db.table(TABLE_OF[entity]).get(id)) as { customer?: string; rep?: string }
  if (customer && rep !== handset.rep.id && (await handset.db.customers.get(customer))?.owner === handset.rep.id) return
  const answer = await visitor.ask('GET', `${path}/${id}`, undefined, true)
  if (!answer.ok) findings.add('diverged', `${handset.name} keeps ${entity} ${id}, which is not its person's to see (${answer.status})`)
}

const PATHS: Partial<Record<EntityKey, string>> = {
  customer: '/customers', contact: '/contacts', activity: '/activities', visit: '/visits', visit_plan: '/visit-plans', order: '/orders',
}
