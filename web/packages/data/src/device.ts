/** This phone as a device of this person: its id, the key of its receipts, and its registration with the server. */
import type { Desk } from './desk.ts'
import { Unreachable } from './errors.ts'
import type { DeviceRow } from './store/rows.ts'
import type { DeviceAnswer } from './sync/protocol.ts'

/** The id is made once per person and phone, in the same database as the queue that is numbered by it. */
export async function ownDevice({ db, newId }: Pick<Desk, 'db' | 'newId'>): Promise<DeviceRow> {
  const here = await db.fact('device')
  if (here) return here
  return db.transaction('rw', db.meta, async () => {
    const known = await db.fact('device')
    if (known) return known
    const fresh: DeviceRow = { id: newId(), key: null, epoch: null }
    await db.setFact('device', fresh)
    return fresh
  })
}

export interface KeyedDevice extends DeviceRow {
  key: string
}

/** Registers when the key is not known (or no longer fits); idempotent on the server. */
export async function registeredDevice(desk: Desk, again = false): Promise<KeyedDevice> {
  const device = await ownDevice(desk)
  if (device.key !== null && !again) return { ...device, key: device.key }
  const answer = await desk.http.json<DeviceAnswer>('POST', '/devices/register', {
    body: { id: device.id, label: labelOf(), app_version: desk.env.appVersion },
  })
  if (typeof answer?.key !== 'string' || answer.id !== device.id) throw new Unreachable('foreign_answer', 'device')
  const { db } = desk
  return db.transaction('rw', db.meta, async () => {
    // The epoch is left as it was: a change of it must be seen together with what the server still knows (F23).
    const row: KeyedDevice = { id: device.id, key: answer.key, epoch: device.epoch ?? answer.epoch }
    await db.setFact('device', row)
    const seq = (await db.fact('seq')) ?? 0
    if (answer.next_seq - 1 > seq) await db.setFact('seq', answer.next_seq - 1)
    return row
  })
}

function labelOf(): string {
  const agent = (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent ?? ''
  const model = /\(([^)]*)\)/.exec(agent)?.[1] ?? agent
  return (model || 'phone').slice(0, 80)
}
