/**
 * Shots on the phone: the original and its watermarked copy, by digest. A shot is kept the moment it is taken
 * (draft), becomes part of a command in that command's transaction, and leaves only by retention (F5).
 */
import type { Desk } from '../desk.ts'
import { bytesOf, digestOf } from '../digest.ts'
import { LocalFault } from '../errors.ts'
import { isQuotaError, photoRoom } from '../quota.ts'
import type { StoredPhoto } from '../store/rows.ts'
import type { CapturedPhoto, PhotoMeta, Photos } from '../types.ts'
import type { Pictures } from './pictures.ts'

const captured = (photo: StoredPhoto): CapturedPhoto => ({
  photo_id: photo.photo_id,
  digest: photo.digest,
  size: photo.size,
  type: photo.type,
  width: photo.width,
  height: photo.height,
  taken_at: photo.taken_at,
  check_code: photo.check_code,
  shown_digest: photo.shown_digest,
  dhash: photo.dhash ?? null,
})

const typeOf = (source: Blob | Uint8Array): string =>
  (source instanceof Uint8Array ? '' : source.type) || 'image/jpeg'

export async function savePhoto(desk: Desk, original: Blob | Uint8Array, meta: PhotoMeta): Promise<CapturedPhoto> {
  const bytes = await bytesOf(original)
  if (!bytes.length) throw new LocalFault('photo_empty')
  const shown = meta.shown ? await bytesOf(meta.shown) : null
  const photo: StoredPhoto = {
    photo_id: meta.photo_id ?? desk.newId(),
    digest: digestOf(bytes),
    shown_digest: shown ? digestOf(shown) : null,
    type: typeOf(original),
    size: bytes.length,
    width: meta.width,
    height: meta.height,
    taken_at: meta.taken_at,
    check_code: meta.check_code ?? null,
    dhash: meta.dhash ?? null,
    draft_key: meta.draft_key ?? '',
    command_id: '',
    state: 'draft',
    saved_at: desk.clock.ms(),
    attempts: 0,
    reason: null,
    acked_at: null,
  }
  try {
    await write(desk, photo, bytes, shown)
  } catch (fault) {
    throw isQuotaError(fault) ? new LocalFault('storage_full') : fault
  }
  return captured(photo)
}

async function write(desk: Desk, photo: StoredPhoto, bytes: Uint8Array, shown: Uint8Array | null): Promise<void> {
  const { db } = desk
  await db.transaction('rw', [db.photo_list, db.photo_bytes], async () => {
    await db.photo_bytes.put({ digest: photo.digest, bytes, type: photo.type })
    if (shown && photo.shown_digest)
      await db.photo_bytes.put({ digest: photo.shown_digest, bytes: shown, type: 'image/jpeg' })
    await db.photo_list.put(photo)
    // F9: read back what the disk really holds, while it can still be undone.
    const stored = await db.photo_bytes.get(photo.digest)
    if (!desk.defences.F9_isIntact(stored?.bytes, photo.digest)) throw new LocalFault('photo_damaged')
  })
}

/** Removes bytes that no photo row names any more. Inside a transaction over both photo tables. */
export async function dropUnnamedBytes(desk: Pick<Desk, 'db'>, digests: (string | null)[]): Promise<void> {
  for (const digest of digests) {
    if (!digest) continue
    const asOriginal = await desk.db.photo_list.where('digest').equals(digest).count()
    const asShown = await desk.db.photo_list.where('shown_digest').equals(digest).count()
    if (asOriginal + asShown === 0) await desk.db.photo_bytes.delete(digest)
  }
}

async function discard(desk: Desk, photoId: string): Promise<void> {
  const { db } = desk
  await db.transaction('rw', [db.photo_list, db.photo_bytes], async () => {
    const photo = await db.photo_list.get(photoId)
    // Only a draft can be thrown away: a photo that a command names is evidence.
    if (photo?.state !== 'draft') return
    await db.photo_list.delete(photoId)
    await dropUnnamedBytes(desk, [photo.digest, photo.shown_digest])
  })
}

export function photosOf(desk: () => Desk, pictures: Pictures): Photos {
  return {
    save: (original, meta) => savePhoto(desk(), original, meta),
    drafts: async (draftKey) => {
      const rows = await desk().db.photo_list.where('draft_key').equals(draftKey).toArray()
      return rows.filter((row) => row.state === 'draft').sort((a, b) => a.saved_at - b.saved_at).map(captured)
    },
    discard: (photoId) => discard(desk(), photoId),
    room: () => photoRoom(desk().env),
    url: (digest, options) => pictures.local(desk(), digest, options),
    waiting: () => desk().db.photo_list.where('state').equals('waiting').count(),
  }
}
