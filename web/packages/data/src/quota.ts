/**
 * F20: the storage of a phone fills up in the middle of a visit. A reserve is kept in the database; when even a
 * small command no longer fits, the reserve is given up for it, and the person is told that photos must wait.
 */
import type { Desk } from './desk.ts'
import type { Environment } from './environment.ts'
import { LocalFault } from './errors.ts'
import type { PersonDatabase } from './store/database.ts'
import type { PhotoRoom } from './types.ts'

export const RESERVE_BYTES = 512 * 1024
/** The most random bytes that a browser gives at once. */
const RANDOM_BYTES = 65_536
/** One photo with its watermarked copy, generously. */
const PHOTO_BYTES = 3 * 1024 * 1024

export function isQuotaError(fault: unknown): boolean {
  const named = fault as { name?: string; inner?: { name?: string } } | null
  return named?.name === 'QuotaExceededError' || named?.inner?.name === 'QuotaExceededError'
}

/** Frees the reserve; false when it was gone already. */
async function openReserve(db: PersonDatabase): Promise<boolean> {
  const had = (await db.fact('reserve')) !== undefined
  await db.meta.delete('reserve')
  return had
}

/** F20: what must be written on a full phone too is written in the room kept for it; `storage_full` if that is gone. */
export async function writeInReserve<T>({ db, defences }: Pick<Desk, 'db' | 'defences'>, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (fault) {
    if (!isQuotaError(fault)) throw fault
    if (!defences.F20_openReserve || !(await openReserve(db))) throw new LocalFault('storage_full')
  }
  return write().catch((again: unknown) => {
    throw isQuotaError(again) ? new LocalFault('storage_full') : again
  })
}

/** Fills the reserve again when there is plenty of room. */
export async function fillReserve(db: PersonDatabase, env: Environment): Promise<void> {
  if ((await db.fact('reserve')) !== undefined) return
  const free = await freeBytes(env)
  if (free !== null && free < 8 * RESERVE_BYTES) return
  await db.setFact('reserve', incompressible(env)).catch((fault: unknown) => {
    if (!isQuotaError(fault)) throw fault
  })
}

/** Random, because browsers compress what they store: half a megabyte of zeros would keep no room at all. */
function incompressible(env: Environment): Uint8Array {
  const bytes = new Uint8Array(RESERVE_BYTES)
  for (let at = 0; at < RESERVE_BYTES; at += RANDOM_BYTES) bytes.set(env.randomBytes(RANDOM_BYTES), at)
  return bytes
}

export async function freeBytes(env: Environment): Promise<number | null> {
  try {
    const { usage, quota } = (await env.storage?.estimate()) ?? {}
    return usage === undefined || quota === undefined ? null : Math.max(0, quota - usage)
  } catch {
    return null
  }
}

export async function photoRoom(env: Environment): Promise<PhotoRoom> {
  const free = await freeBytes(env)
  return { ok: free === null || free >= PHOTO_BYTES + 2 * RESERVE_BYTES, freeBytes: free }
}
