/**
 * Takes in what changed on the server, page by page: rows, deletions, revocations and the cursor of a page are one
 * transaction (F6), and rows go under the acts that they do not contain yet (F15).
 */
import type { Desk } from '../desk.ts'
import type { KeyedDevice } from '../device.ts'
import { registeredDevice } from '../device.ts'
import { macIsValid } from '../digest.ts'
import { Unreachable } from '../errors.ts'
import type { EntityKey } from '../records.ts'
import { ENTITIES, SUBTREE } from '../store/database.ts'
import { rebuildAll, takeServerRows } from '../store/overlay.ts'
import { fromServer } from './intake.ts'
import type { Hold } from './lock.ts'
import type { ChangesAnswer } from './protocol.ts'
import { changesText } from './protocol.ts'
import { forgetOld } from './retention.ts'

const PAGE = 500

/** 'epoch': the server was restored; the next contact report brings what it still knows. */
export type PullEnd = 'done' | 'epoch'

export async function pull(desk: Desk, hold: Hold): Promise<PullEnd> {
  const { db, defences, clock } = desk
  const dueForAll =
    (await db.fact('full_due')) === true ||
    defences.F14_compareDue((await db.fact('last_full')) ?? null, clock.ms())
  // A full pull that was cut short goes on from its cursor: only a finished one sets last_full.
  if (dueForAll && (await db.fact('last_full')) !== undefined) {
    await db.transaction('rw', db.meta, async () => {
      await db.setFact('cursor', null)
      await db.meta.delete('last_full')
      await db.setFact('full_due', false)
    })
  }
  for (;;) {
    await hold.beat()
    const device = await registeredDevice(desk)
    const answer = await ask(desk, device)
    if (device.epoch !== null && answer.epoch !== device.epoch) return 'epoch'
    await takePage(desk, answer)
    if (!answer.more) {
      await forgetOld(desk, Date.parse(answer.now))
      return 'done'
    }
  }
}

async function ask(desk: Desk, device: KeyedDevice): Promise<ChangesAnswer> {
  const since = (await desk.db.fact('cursor')) ?? null
  const { data, tookMs } = await desk.http.send<ChangesAnswer>('GET', '/sync/changes', {
    query: { device: device.id, since, limit: PAGE },
  })
  const valid = typeof data?.cursor === 'string' && macIsValid(device.key, changesText(device.id, data), data.mac)
  if (!desk.defences.F4_believe(valid)) throw new Unreachable('foreign_answer', 'changes')
  desk.clock.learn(data.now, tookMs)
  return data
}

async function takePage(desk: Desk, answer: ChangesAnswer): Promise<void> {
  const { db, defences } = desk
  // The saboteur of F6 lets the cursor run ahead of its rows.
  if (!defences.F6_cursorWithRows) await db.setFact('cursor', answer.cursor)
  // Everything but the photos: a page is about 500 rows, so the transaction is short.
  const tables = db.tables.filter((table) => !table.name.startsWith('photo_') && table.name !== 'drafts')
  await db.transaction('rw', tables, async () => {
    await takeGone(desk, answer)
    for (const entity of ENTITIES) {
      const rows = answer.rows?.[entity] ?? []
      await takeServerRows(db, entity, rows.map((row) => ({ id: row.id, row: fromServer(entity, row, desk.env.language()) })), defences)
    }
    await takeIds(desk, answer)
    await takeViews(desk, answer)
    await takeApplied(desk, answer)
    await db.setFact('cursor', answer.cursor)
    await db.setFact('last_contact', Date.parse(answer.now))
    if (answer.more) return
    await db.setFact('first_pull_done', true)
    // Complete lists came with this page, whether as a full pull or as a rebase.
    if (answer.ids || answer.mode === 'full') await db.setFact('last_full', Date.parse(answer.now))
  })
}

async function takeGone(desk: Desk, answer: ChangesAnswer): Promise<void> {
  for (const [entity, ids] of entries(answer.deleted)) await drop(desk, entity, ids)
  for (const [entity, ids] of entries(answer.revoked)) {
    await drop(desk, entity, ids)
    if (entity === 'customer') await dropSubtree(desk, ids)
  }
}

const entries = <T>(map: Partial<Record<EntityKey, T>> | undefined): [EntityKey, T][] =>
  (Object.entries(map ?? {}) as [EntityKey, T][]).filter(([entity]) => ENTITIES.includes(entity))

async function drop({ db, defences }: Desk, entity: EntityKey, ids: string[]): Promise<void> {
  await takeServerRows(db, entity, ids.map((id) => ({ id, row: null })), defences)
}

/**
 * F18: a customer that was given to somebody else leaves with all that hangs on it; queued acts on it stay, and so
 * does what this person did there himself: his visits, plans and orders are his own rows wherever the customer goes.
 */
async function dropSubtree(desk: Desk, customers: string[]): Promise<void> {
  for (const entity of SUBTREE) {
    const rows = await desk.db.records(entity).where('customer').anyOf(customers).toArray()
    const others = rows.filter((row) => (row as { rep?: string }).rep !== desk.person.id)
    await drop(desk, entity, others.map((row) => row.id))
  }
}

/** F14: the server's complete lists. What it does not list goes; what it lists and we lack asks for a full pull. */
async function takeIds(desk: Desk, answer: ChangesAnswer): Promise<void> {
  for (const [entity, ids] of entries(answer.ids)) {
    const listed = new Set(ids)
    const here = (await desk.db.records(entity).toCollection().primaryKeys()) as string[]
    await drop(desk, entity, here.filter((id) => !listed.has(id)))
    const have = new Set(here)
    if (answer.mode === 'rebase' && ids.some((id) => !have.has(id))) await desk.db.setFact('full_due', true)
  }
}

/** Computed rows come whole: what is not among them is no more. */
async function takeViews(desk: Desk, answer: ChangesAnswer): Promise<void> {
  for (const [entity, rows] of entries(answer.views)) {
    const kept = new Set(rows.map((row) => row.id))
    const here = (await desk.db.records(entity).toCollection().primaryKeys()) as string[]
    await drop(desk, entity, here.filter((id) => !kept.has(id)))
    await takeServerRows(desk.db, entity, rows.map((row) => ({ id: row.id, row })), desk.defences)
  }
}

/** A command counts as shown when a pull that named it is complete: its records may be on a later page. */
async function takeApplied({ db }: Desk, answer: ChangesAnswer): Promise<void> {
  const named = answer.applied_commands ?? []
  if (named.length) await db.commands.where('id').anyOf(named).modify({ listed: 1 })
  if (answer.more) return
  const listed = await db.commands.where('listed').equals(1).toArray()
  const fresh = listed.filter((command) => command.shown_at === null)
  if (!fresh.length) return
  const now = Date.parse(answer.now)
  for (const command of fresh) {
    // A held one that is listed was resolved by somebody: it is no longer waiting for this person.
    const state = command.state === 'held' ? 'acked' : command.state
    await db.commands.update(command.id, { shown_at: now, state })
  }
  await rebuildAll(db, fresh.flatMap((command) => command.touches))
}

