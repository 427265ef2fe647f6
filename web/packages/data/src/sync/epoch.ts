/**
 * F23: the server was restored from a backup. What it acknowledged after that backup is not there any more, but it
 * is still on the phone: everything that its `known` lacks is offered again, and everything is pulled anew.
 */
import type { Desk } from '../desk.ts'
import { ensureBases, rebuildAll } from '../store/overlay.ts'
import type { Known } from './protocol.ts'

export async function noticeEpoch(desk: Desk, epoch: string, known: Known): Promise<boolean> {
  const { db, defences } = desk
  const device = await db.fact('device')
  if (!device || device.epoch === epoch) return false
  await db.transaction('rw', db.tables, async () => {
    await db.setFact('device', { ...device, epoch })
    if (device.epoch === null) return
    await db.setFact('cursor', null)
    await db.meta.delete('last_full')
    const again = await db.commands.filter((command) => defences.F23_offerAgain(command, known)).toArray()
    const touched = again.flatMap((command) => command.touches)
    await ensureBases(db, touched)
    for (const command of again)
      await db.commands.update(command.id, {
        state: 'waiting', acked_at: null, listed: 0, shown_at: null, reason: null, attempts: 0,
      })
    await rebuildAll(db, touched)
    await db.photo_list
      .filter((photo) => defences.F23_offerPhotoAgain(photo))
      .modify({ state: 'waiting', acked_at: null, attempts: 0 })
  })
  return true
}
