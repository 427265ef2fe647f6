/**
 * F5: what may leave the phone. An acknowledged command and its photos stay until a pull showed its record AND seven
 * days of server time passed; a photo also until the server signed for it.
 */
import type { Desk } from '../desk.ts'
import { dropUnnamedBytes } from '../photos/store.ts'
import type { QueuedCommand } from '../store/rows.ts'

const CLOSED_KEEP_MS = 31 * 86_400_000
const DRAFT_PHOTO_KEEP_MS = 31 * 86_400_000

export async function forgetOld(desk: Desk, serverNow: number): Promise<void> {
  if (!Number.isFinite(serverNow)) return
  const { db, defences } = desk
  const old = await db.commands
    .where('state')
    .anyOf('acked', 'closed')
    .filter((command) =>
      command.state === 'closed'
        ? serverNow - command.saved_at >= CLOSED_KEEP_MS
        : defences.F5_mayForget(command, serverNow),
    )
    .toArray()
  for (const command of old) await forget(desk, command)
  const stale = await db.photo_list
    .where('state')
    .equals('draft')
    .filter((photo) => serverNow - photo.saved_at >= DRAFT_PHOTO_KEEP_MS)
    .toArray()
  for (const photo of stale) await dropPhotos(desk, [photo.photo_id])
}

async function forget(desk: Desk, command: QueuedCommand): Promise<void> {
  const { db } = desk
  await db.transaction('rw', [db.commands, db.photo_list, db.photo_bytes], async () => {
    const photos = await db.photo_list.where('command_id').equals(command.id).toArray()
    if (command.state !== 'closed' && photos.some((photo) => photo.state !== 'sent')) return
    await db.commands.delete(command.id)
    await dropPhotos(desk, photos.map((photo) => photo.photo_id))
  })
}

async function dropPhotos(desk: Desk, ids: string[]): Promise<void> {
  const { db } = desk
  await db.transaction('rw', [db.photo_list, db.photo_bytes], async () => {
    for (const id of ids) {
      const photo = await db.photo_list.get(id)
      await db.photo_list.delete(id)
      if (photo) await dropUnnamedBytes(desk, [photo.digest, photo.shown_digest])
    }
  })
}
