/**
 * The unsent work as one file that a person can hand to the back office when a phone will not come online again:
 * one line of JSON (the manifest, UTF-8, ending in \n), then the photos' bytes in the order of `files`, each as long
 * as it says. Every file is named by its SHA-256, so that a cut one is noticed.
 */
import type { PhotoRef } from './commands.ts'
import type { Desk } from './desk.ts'
import { bytesOf, digestOf } from './digest.ts'
import { effectOf } from './effects/index.ts'
import { LocalFault } from './errors.ts'
import { adopt } from './perform.ts'
import type { SavedAct } from './perform.ts'
import type { StoredPhoto } from './store/rows.ts'
import type { ImportedQueue } from './types.ts'

const FORMAT = 'outrider-queue-1'

export interface QueueManifest {
  format: typeof FORMAT
  device: string | null
  person: string
  exported_at: string
  app_version: string
  commands: Record<string, unknown>[]
  files: { digest: string; size: number; type: string }[]
}

export async function queueFile(desk: Desk): Promise<Blob> {
  const { db, person, clock, env } = desk
  const commands = await db.commands.where('state').anyOf('waiting', 'held', 'refused').sortBy('seq')
  const unsent = await db.photo_list.where('state').anyOf('waiting', 'refused', 'damaged').toArray()
  const digests = [...new Set(unsent.map((photo) => photo.digest))]
  const files = (await db.photo_bytes.bulkGet(digests)).filter((stored) => stored !== undefined)
  const manifest: QueueManifest = {
    format: FORMAT,
    device: (await db.fact('device'))?.id ?? null,
    person: person.id,
    exported_at: clock.iso(),
    app_version: env.appVersion,
    commands: commands.map(({ id, seq, verb, payload, seen_version, photos, device_time, monotonic_ms, boot_id, state, reason }) => ({
      id, seq, verb, payload, seen_version, photos, device_time, monotonic_ms, boot_id, state, reason,
    })),
    files: files.map((stored) => ({ digest: stored.digest, size: stored.bytes.length, type: stored.type })),
  }
  const parts: BlobPart[] = [`${JSON.stringify(manifest)}\n`, ...files.map((stored) => stored.bytes as BlobPart)]
  return new Blob(parts, { type: 'application/octet-stream' })
}

/**
 * Takes such a file into this phone's queue, all of it or nothing. An act keeps its id, so one that the server or this
 * phone already has is counted once. LocalFault `queue_file_bad` for something else, or a file that was cut;
 * `queue_file_other` for another person's.
 */
export async function takeQueueFile(desk: Desk, file: Blob | Uint8Array): Promise<ImportedQueue> {
  const { manifest, files } = opened(await bytesOf(file))
  if (manifest.person !== desk.person.id) throw new LocalFault('queue_file_other')
  const { db } = desk
  const done: ImportedQueue = { taken: 0, known: 0, photos: 0 }
  await db.transaction('rw', db.tables, async () => {
    for (const act of actsOf(manifest)) {
      if (await db.commands.get(act.id)) done.known += 1
      else {
        await adopt(desk, act)
        done.taken += 1
      }
    }
    for (const [digest, { bytes, type }] of files) {
      if (await db.photo_list.where('digest').equals(digest).count()) continue
      await db.photo_bytes.put({ digest, bytes, type })
      await db.photo_list.put(photoOf(desk, manifest, digest, bytes, type))
      done.photos += 1
    }
  })
  desk.kick()
  return done
}

type Files = Map<string, { bytes: Uint8Array; type: string }>

function opened(bytes: Uint8Array): { manifest: QueueManifest; files: Files } {
  const end = bytes.indexOf(10)
  const manifest = readManifest(bytes.subarray(0, Math.max(0, end)))
  const files: Files = new Map()
  let at = end + 1
  for (const { digest, size, type } of manifest.files) {
    const part = bytes.slice(at, at + size)
    if (digestOf(part) !== digest) throw new LocalFault('queue_file_bad', digest)
    files.set(digest, { bytes: part, type })
    at += size
  }
  return { manifest, files }
}

function readManifest(line: Uint8Array): QueueManifest {
  try {
    const found = JSON.parse(new TextDecoder().decode(line)) as QueueManifest
    if (found.format === FORMAT && Array.isArray(found.commands) && Array.isArray(found.files)) return found
  } catch {
    // Said below, as for every file that is not one of ours.
  }
  throw new LocalFault('queue_file_bad')
}

/** In the order in which they were done. An act of a newer version of the app would be taken without its effect. */
function actsOf(manifest: QueueManifest): SavedAct[] {
  const acts = manifest.commands as unknown as (SavedAct & { seq: number })[]
  const readable = (act: SavedAct) => typeof act.id === 'string' && Array.isArray(act.photos) && effectOf(act.verb) !== undefined
  if (!acts.every(readable)) throw new LocalFault('queue_file_bad', 'verb')
  return [...acts].sort((one, other) => one.seq - other.seq)
}

/** What the act says of its photo; the act itself may have reached the server before its photo did. */
function photoOf(desk: Desk, manifest: QueueManifest, digest: string, bytes: Uint8Array, type: string): StoredPhoto {
  const acts = manifest.commands as unknown as SavedAct[]
  const act = acts.find((one) => one.photos.includes(digest))
  const named = (act?.payload['photos'] as Partial<PhotoRef>[] | undefined)?.find((one) => one.digest === digest)
  return {
    photo_id: named?.photo_id ?? desk.newId(),
    digest,
    shown_digest: null,
    type,
    size: bytes.length,
    width: named?.width ?? 0,
    height: named?.height ?? 0,
    taken_at: named?.taken_at ?? manifest.exported_at,
    check_code: named?.check_code ?? null,
    draft_key: '',
    command_id: act?.id ?? '',
    state: 'waiting',
    saved_at: desk.clock.ms(),
    attempts: 0,
    reason: null,
    acked_at: null,
  }
}
