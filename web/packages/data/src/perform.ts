/**
 * One act of a person: the command, its number, its effect on the shown rows and its photos are written in ONE
 * transaction (durability strict). Only when this resolves may a screen say 已存手机.
 */
import type { CommandId, Payloads, Verb } from './commands.ts'
import type { Desk } from './desk.ts'
import { effectOf, entitiesOf, patchesOf, touchesOf } from './effects/index.ts'
import type { Facts, Reader } from './effects/effect.ts'
import { LocalFault } from './errors.ts'
import { askToPersist } from './eviction.ts'
import { writeInReserve } from './quota.ts'
import type { EntityKey } from './records.ts'
import { TABLE_OF } from './store/database.ts'
import { applyFresh } from './store/overlay.ts'
import type { QueuedCommand } from './store/rows.ts'
import type { PerformOptions } from './types.ts'

export async function perform<V extends Verb>(
  desk: Desk,
  verb: V,
  payload: Payloads[V],
  options: PerformOptions = {},
): Promise<CommandId> {
  const id = desk.newId()
  // The phone may be full in the middle of a visit.
  await writeInReserve(desk, () => save(desk, id, verb, payload, options))
  void askToPersist(desk)
  desk.kick()
  return id
}

/** The same inside a transaction that the caller holds over all tables; the caller kicks afterwards. */
export async function record<V extends Verb>(desk: Desk, verb: V, payload: Payloads[V]): Promise<CommandId> {
  const id = desk.newId()
  await save(desk, id, verb, payload, {})
  return id
}

/** An act that was saved by another phone of the same person: word for word, under its own id, numbered by this one. */
export type SavedAct = Pick<QueuedCommand, 'id' | 'verb' | 'payload' | 'seen_version' | 'photos' | 'device_time' | 'monotonic_ms' | 'boot_id'>

/** Inside a transaction that the caller holds over all tables. The server answers a repeat with what it stored. */
export async function adopt(desk: Desk, act: SavedAct): Promise<void> {
  const { id, verb, payload, seen_version, photos, device_time, monotonic_ms, boot_id } = act
  const own = await compose(desk, id, verb, payload as never, {})
  const command: QueuedCommand = { ...own, seen_version, photos, device_time, monotonic_ms, boot_id }
  await desk.db.commands.add(command)
  await applyFresh(desk.db, command)
}

async function save<V extends Verb>(desk: Desk, id: string, verb: V, payload: Payloads[V], options: PerformOptions): Promise<void> {
  const { db } = desk
  const tables = new Set<string>(entitiesOf(verb).map((entity) => TABLE_OF[entity]))
  for (const name of ['commands', 'bases', 'meta', 'photo_list', 'drafts', 'search_keys']) tables.add(name)
  await db.transaction('rw', [...tables], async () => {
    const command = await compose(desk, id, verb, payload, options)
    await db.commands.add(command)
    await applyFresh(db, command)
    if (desk.defences.F8_photosTogether) await linkPhotos(desk, id, options)
    if (verb === 'consent.give' || verb === 'consent.withdraw') await noteConsent(desk, verb, payload as Payloads['consent.give'])
    if (options.clearDrafts?.length) await db.drafts.bulkDelete(options.clearDrafts)
  })
  if (!desk.defences.F8_photosTogether) await linkPhotos(desk, id, options)
}

/** How every command begins its life. */
const unsent = {
  state: 'waiting', attempts: 0, reason: null, touches: [] as string[],
  acked_at: null, listed: 0, shown_at: null, flags: [] as QueuedCommand['flags'],
} as const satisfies Partial<QueuedCommand>

async function compose<V extends Verb>(
  desk: Desk,
  id: string,
  verb: V,
  payload: Payloads[V],
  options: PerformOptions,
): Promise<QueuedCommand> {
  const { db, clock } = desk
  const seq = ((await db.fact('seq')) ?? 0) + 1
  await db.setFact('seq', seq)
  const now = clock.ms()
  const effect = effectOf(verb)
  const gathered = await effect?.gather?.(payload as never, readerOf(desk))
  const facts: Facts = { person: desk.person.id, at: clock.iso(now), today: clock.today(now), ...gathered }
  const links = effect?.links(payload as never)
  const stamp = desk.defences.F19_stamp({
    device_time: clock.deviceTime(),
    monotonic_ms: Math.round(desk.env.clock.monotonic()),
    boot_id: desk.bootId,
  })
  const command: QueuedCommand = {
    id,
    seq,
    verb,
    // A copy without Vue proxies and undefined values: exactly what will be sent.
    payload: JSON.parse(JSON.stringify(payload)) as Record<string, unknown>,
    seen_version: options.seenVersion ?? null,
    photos: [...new Set((options.photos ?? []).map((photo) => photo.digest))],
    ...stamp,
    ...unsent,
    facts,
    saved_at: now,
    at: facts.at,
    owns: links?.owns ?? [],
    needs: links?.needs ?? [],
    after: links?.after ?? [],
    app_version: desk.env.appVersion,
  }
  return { ...command, touches: touchesOf(patchesOf(command)) }
}

function readerOf({ db }: Desk): Reader {
  return {
    get: async (entity: EntityKey, id: string | null | undefined) =>
      id ? ((await db.records(entity).get(id)) as never) : undefined,
  }
}

/** F8: the command is saved only if every photo that it names is on the phone, and they become its photos with it. */
async function linkPhotos({ db }: Desk, commandId: CommandId, options: PerformOptions): Promise<void> {
  for (const photo of options.photos ?? []) {
    const stored = await db.photo_list.get(photo.photo_id)
    if (!stored || stored.digest !== photo.digest) throw new LocalFault('photo_missing', photo.photo_id)
    await db.photo_list.update(photo.photo_id, { state: 'waiting', command_id: commandId, draft_key: '' })
  }
}

async function noteConsent({ db }: Desk, verb: Verb, payload: Payloads['consent.give']): Promise<void> {
  if (payload.policy === 'location')
    await db.setFact('consent', { version: payload.version, consented: verb === 'consent.give' })
}
