/**
 * F10: a browser may throw this site's storage away; the app must then not look like an empty one. A small marker
 * beside the database (localStorage and a cookie) says what was in it; a new database next to a marker that knew of
 * unsent work means loss, which the person and the server are told.
 */
import type { Desk } from './desk.ts'
import { markerName } from './desk.ts'

interface Marker {
  device: string
  seq: number
  waiting: number
}

function readMarker(desk: Desk): Marker | null {
  try {
    const found = JSON.parse(desk.env.marker.read(markerName(desk.person.id)) ?? 'null') as Marker | null
    return found && Number.isFinite(found.waiting) ? found : null
  } catch {
    return null
  }
}

/** Called before the device is made; a database without a device is a new one. */
export async function noticeEviction(desk: Desk): Promise<void> {
  const { db } = desk
  const isNew = (await db.fact('device')) === undefined
  const missing = desk.defences.F10_missing(readMarker(desk), isNew)
  if (missing > 0) await db.setFact('missing', ((await db.fact('missing')) ?? 0) + missing)
}

const written = new WeakMap<Desk, string>()

export function writeMarker(desk: Desk, marker: Marker): void {
  const text = JSON.stringify(marker)
  if (written.get(desk) === text) return
  written.set(desk, text)
  desk.env.marker.write(markerName(desk.person.id), text)
}

/** F10: asked at the first saved command, when a browser is most likely to say yes. */
export async function askToPersist(desk: Desk): Promise<void> {
  const { storage } = desk.env
  if (!storage) return
  try {
    if (await desk.db.fact('persisted')) return
    const granted = (await storage.persisted()) || (await storage.persist())
    await desk.db.setFact('persisted', granted)
  } catch {
    // Not offered on plain http: the server is told "not persisted".
  }
}
