/**
 * The unsent work as one file that a person can hand to the back office when a phone will not come online again:
 * one line of JSON (the manifest, UTF-8, ending in \n), then the photos' bytes in the order of `files`, each as long
 * as it says. Every file is named by its SHA-256, so that a cut one is noticed.
 */
import type { Desk } from './desk.ts'

export interface QueueManifest {
  format: 'outrider-queue-1'
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
    format: 'outrider-queue-1',
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
