/**
 * The list under 我的: what waits, what needs a person, which edits met another's. Nothing leaves it silently: a
 * refused act stays until somebody decides.
 */
import type { Desk } from './desk.ts'
import { LocalFault } from './errors.ts'
import { perform, record } from './perform.ts'
import { queueFile, takeQueueFile } from './queue-file.ts'
import type { EntityKey } from './records.ts'
import { ENTITIES } from './store/database.ts'
import { rebuildAll } from './store/overlay.ts'
import type { QueuedCommand, StoredPhoto } from './store/rows.ts'
import { partsOf } from './store/rows.ts'
import { choose } from './sync/graph.ts'
import type { Queue, QueueItem, QueueLists } from './types.ts'

const RECORD_FIELDS = ['visit_id', 'order_id', 'plan_id', 'activity_id', 'contact_id', 'customer_id', 'conflict_id'] as const

function recordOf(command: QueuedCommand): QueueItem['record'] {
  const key = command.owns.find((one) => !one.startsWith('consent:') && !one.startsWith('command:')) ?? command.needs[0]
  if (key) return partsOf(key)
  const field = RECORD_FIELDS.find((name) => typeof command.payload[name] === 'string')
  return field ? { entity: field.replace(/_id$/, ''), id: String(command.payload[field]) } : null
}

function commandItem(command: QueuedCommand, blocked: Map<string, string>): QueueItem {
  const customer = command.payload['customer_id']
  return {
    kind: 'command',
    id: command.id,
    seq: command.seq,
    verb: command.verb,
    state: command.state,
    record: recordOf(command),
    customer: typeof customer === 'string' ? customer : null,
    savedAt: command.saved_at,
    attempts: command.attempts,
    reason: command.reason,
    blockedBy: blocked.get(command.id) ?? null,
  }
}

/** The shop that an act is about: the act names it, or its record does. */
async function withShop({ db }: Desk, item: QueueItem): Promise<QueueItem> {
  if (item.customer || !item.record || !ENTITIES.includes(item.record.entity as EntityKey)) return item
  const { entity, id } = item.record
  const row = (await db.records(entity as EntityKey).get(id)) as { customer?: unknown } | undefined
  const customer = entity === 'customer' ? id : row?.customer
  return typeof customer === 'string' ? { ...item, customer } : item
}

const photoItem = (photo: StoredPhoto): QueueItem => ({
  kind: 'photo',
  id: photo.photo_id,
  seq: null,
  verb: 'photo',
  state: photo.state === 'damaged' ? 'damaged' : photo.state === 'refused' ? 'refused' : 'waiting',
  record: null,
  customer: null,
  savedAt: photo.saved_at,
  attempts: photo.attempts,
  reason: photo.reason,
  blockedBy: photo.command_id || null,
})

async function lists(desk: Desk): Promise<QueueLists> {
  const { db } = desk
  const commands = await db.commands.where('state').anyOf('waiting', 'held', 'refused').sortBy('seq')
  const { blocked } = choose(commands.filter((command) => command.state !== 'held'), () => false)
  const photos = await db.photo_list.where('state').anyOf('waiting', 'damaged', 'refused').sortBy('saved_at')
  const acts = await Promise.all(commands.map((command) => withShop(desk, commandItem(command, blocked))))
  const shops = new Map(acts.map((act) => [act.id, act.customer]))
  const items = [...acts, ...photos.map((photo) => ({ ...photoItem(photo), customer: shops.get(photo.command_id) ?? null }))]
  return {
    waiting: items.filter((item) => item.state === 'waiting'),
    attention: items.filter((item) => item.state !== 'waiting'),
    conflicts: await db.conflicts.filter((row) => row.state !== 'resolved').toArray(),
  }
}

async function resolve(desk: Desk, id: string, choice: 'discard' | 'resend'): Promise<void> {
  const command = await desk.db.commands.get(id)
  if (!command) return resolvePhoto(desk, id, choice)
  if (command.state === 'waiting') {
    if (choice === 'discard') throw new LocalFault('not_found', 'still waiting')
    return
  }
  if (command.state !== 'held' && command.state !== 'refused') throw new LocalFault('not_found', id)
  // The server has never stored a refused one: the same id may simply be tried again, unless another body has it.
  const sameId = command.state === 'refused' && command.reason?.code !== 'conflict'
  if (choice === 'resend' && sameId) await tryAgain(desk, command)
  else await close(desk, command, choice)
}

async function tryAgain({ db }: Desk, command: QueuedCommand): Promise<void> {
  await db.transaction('rw', db.tables, async () => {
    await db.commands.update(command.id, { state: 'waiting', reason: null, attempts: 0 })
    await rebuildAll(db, command.touches)
  })
}

/** One transaction: the act is closed here, perhaps done again under a new id, and the server will be told. */
async function close(desk: Desk, command: QueuedCommand, choice: 'discard' | 'resend'): Promise<void> {
  const { db } = desk
  await db.transaction('rw', db.tables, async () => {
    await db.commands.update(command.id, { state: 'closed' })
    await rebuildAll(db, command.touches)
    let replacement: string | undefined
    if (choice === 'resend') {
      replacement = await record(desk, command.verb, command.payload as never)
      await db.commands.update(replacement, { photos: command.photos, seen_version: command.seen_version })
      await db.photo_list.where('command_id').equals(command.id).modify({ command_id: replacement })
    } else {
      await db.photo_list.where('command_id').equals(command.id).modify({ state: 'closed' })
    }
    const told = { command_id: command.id, resolution: choice }
    await record(desk, 'command.resolve', replacement ? { ...told, replacement } : told)
  })
}

async function resolvePhoto({ db }: Desk, id: string, choice: 'discard' | 'resend'): Promise<void> {
  const photo = await db.photo_list.get(id)
  if (!photo || (photo.state !== 'damaged' && photo.state !== 'refused')) throw new LocalFault('not_found', id)
  await db.photo_list.update(id, choice === 'resend' ? { state: 'waiting', attempts: 0, reason: null } : { state: 'closed' })
}

export function queueOf(desk: () => Desk): Queue {
  return {
    lists: () => lists(desk()),
    resolve: async (id, choice) => {
      const at = desk()
      await resolve(at, id, choice)
      at.kick()
    },
    resolveConflict: async (id, choice) => {
      await perform(desk(), 'conflict.resolve', { conflict_id: id, choice })
    },
    exportFile: () => queueFile(desk()),
    importFile: (file) => takeQueueFile(desk(), file),
  }
}
