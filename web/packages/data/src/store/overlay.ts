/**
 * F15: what the tables show = the server's row + the effects of this phone's commands that no pull has shown yet.
 * `bases` keeps the server's side of exactly those records; a record without pending commands has no base and its
 * shown row is the server's. Every function here runs inside the caller's transaction.
 */
import { patchesOf } from '../effects/index.ts'
import type { Defences } from '../defences.ts'
import type { Customer, EntityKey, LocalRecord } from '../records.ts'
import type { PersonDatabase } from './database.ts'
import { keyOf, partsOf } from './rows.ts'
import type { Key, QueuedCommand } from './rows.ts'
import { searchKeysOf } from '../search-keys.ts'

/** Whether a command's effect must still be added to what the server says. */
export const isPending = (command: QueuedCommand): boolean =>
  command.shown_at === null && command.state !== 'closed'

function withoutMark<T extends LocalRecord>(row: T): T {
  const { _local: _dropped, ...rest } = row
  return rest as T
}

/** `before` is the row shown until now, where the caller has it: unchanged search keys then cost nothing. */
async function show(
  db: PersonDatabase,
  entity: EntityKey,
  id: string,
  row: LocalRecord | null | undefined,
  before?: LocalRecord,
): Promise<void> {
  if (row) await db.records(entity).put(row)
  else await db.records(entity).delete(id)
  if (entity !== 'customer' || (row && before && sameKeys(row, before))) return
  await noteSearchKeys(db, row ? [row] : [], row ? [] : [id])
}

const sameKeys = (one: LocalRecord, other: LocalRecord): boolean =>
  JSON.stringify(searchKeysOf(one as Customer)) === JSON.stringify(searchKeysOf(other as Customer))

/** Keeps the compact search table; the index is read again only if something that is searched really changed. */
async function noteSearchKeys(db: PersonDatabase, rows: LocalRecord[], gone: string[]): Promise<void> {
  const fresh = rows.map((row) => searchKeysOf(row as Customer))
  const known = await db.search_keys.bulkGet(fresh.map((keys) => keys.id))
  const changed = fresh.filter((keys, index) => JSON.stringify(keys) !== JSON.stringify(known[index]))
  if (changed.length) await db.search_keys.bulkPut(changed)
  if (gone.length) await db.search_keys.bulkDelete(gone)
  if (!changed.length && !gone.length) return
  db.searchChanges += 1
  await db.setFact('search_stamp', ((await db.fact('search_stamp')) ?? 0) + 1)
}

/** Adds a fresh command's effect to what is shown now. */
export async function applyFresh(db: PersonDatabase, command: QueuedCommand): Promise<void> {
  for (const patch of patchesOf(command)) {
    const key = keyOf(patch.entity, patch.id)
    const shown = await db.records(patch.entity).get(patch.id)
    if (!(await db.bases.get(key)))
      await db.bases.put({ key, entity: patch.entity, id: patch.id, row: shown ? withoutMark(shown) : null })
    const next = patch.apply(shown) as LocalRecord | undefined
    if (!next) continue
    const pending = (shown?._local?.pending ?? 0) + 1
    await show(db, patch.entity, patch.id, { ...next, _local: { ...shown?._local, pending } }, shown)
  }
}

/** Builds the shown row of one record anew from its base; drops the base when nothing is pending. */
export async function rebuild(db: PersonDatabase, key: Key): Promise<void> {
  const base = await db.bases.get(key)
  if (!base) return
  const { entity, id } = partsOf(key)
  const commands = (await db.commands.where('touches').equals(key).toArray())
    .filter(isPending)
    .sort((one, other) => one.seq - other.seq)
  if (!commands.length) {
    await show(db, entity, id, base.row)
    await db.bases.delete(key)
    return
  }
  let row: LocalRecord | undefined = base.row ?? undefined
  for (const command of commands)
    for (const patch of patchesOf(command))
      if (patch.entity === entity && patch.id === id) row = patch.apply(row) as LocalRecord | undefined
  const attention = commands.some((command) => command.state === 'held' || command.state === 'refused')
  const mark = attention ? { pending: commands.length, attention } : { pending: commands.length }
  await show(db, entity, id, row && { ...row, _local: mark })
}

export async function rebuildAll(db: PersonDatabase, keys: Iterable<Key>): Promise<void> {
  for (const key of new Set(keys)) await rebuild(db, key)
}

/** Before a command counts as pending again (restored server): its records need a base to be built on. */
export async function ensureBases(db: PersonDatabase, keys: Iterable<Key>): Promise<void> {
  for (const key of new Set(keys)) {
    if (await db.bases.get(key)) continue
    const { entity, id } = partsOf(key)
    const shown = await db.records(entity).get(id)
    await db.bases.put({ key, entity, id, row: shown ? withoutMark(shown) : null })
  }
}

/** Takes in what the server says of many records of one kind; `row: null` = it is gone from this person's slice. */
export async function takeServerRows(
  db: PersonDatabase,
  entity: EntityKey,
  changes: { id: string; row: LocalRecord | null }[],
  defences: Defences,
): Promise<void> {
  if (!changes.length) return
  // Most pulls meet an empty queue: one count then saves a look-up per row.
  const any = (await db.bases.count()) > 0
  const bases = any ? await db.bases.bulkGet(changes.map((change) => keyOf(entity, change.id))) : []
  const plain: LocalRecord[] = []
  const gone: string[] = []
  const rebuilt: Key[] = []
  for (const [index, change] of changes.entries()) {
    const base = defences.F15_replayPending ? bases[index] : undefined
    if (base) {
      await db.bases.put({ ...base, row: change.row })
      rebuilt.push(base.key)
    } else if (change.row) plain.push(change.row)
    else gone.push(change.id)
  }
  if (plain.length) await db.records(entity).bulkPut(plain)
  if (gone.length) await db.records(entity).bulkDelete(gone)
  if (entity === 'customer') await noteSearchKeys(db, plain, gone)
  await rebuildAll(db, rebuilt)
}
