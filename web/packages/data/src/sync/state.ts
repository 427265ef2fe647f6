/**
 * What the sync mark says, derived from what is stored, never from what is being tried (F13): a stuck queue cannot
 * look busy.
 */
import { liveQuery } from 'dexie'
import type { Desk } from '../desk.ts'
import { writeMarker } from '../eviction.ts'
import { Cell } from '../observable.ts'
import type { PersonDatabase } from '../store/database.ts'
import type { SyncState } from '../types.ts'

export const emptyState = (online: boolean): SyncState => ({
  mark: 'saved',
  waiting: 0,
  attention: 0,
  photosWaiting: 0,
  online,
  lastContactAt: null,
  running: false,
  missing: 0,
  oldestUnsentAt: null,
  trouble: null,
  ready: false,
  persisted: null,
  nextTryAt: null,
})

const OPEN_CONFLICT = (row: { state?: string }): boolean => row.state !== 'resolved'

/** Reads the counts and publishes them; cheap (index counts), called after every change. */
export async function refreshState(desk: Desk, cell: Cell<SyncState>): Promise<void> {
  publish(desk, cell, await counted(desk.db))
}

/** The mark follows what any tab queues, sends and settles, photos included. */
export function followState(desk: Desk, cell: Cell<SyncState>): () => void {
  const seen = liveQuery(() => counted(desk.db)).subscribe({ next: (found) => publish(desk, cell, found), error: () => {} })
  return () => seen.unsubscribe()
}

type Found = Awaited<ReturnType<typeof readCounts>>

function publish(desk: Desk, cell: Cell<SyncState>, { device, seq, refused, ...counts }: Found): void {
  const { waiting, attention, photosWaiting, lastContactAt } = counts
  cell.patch({
    ...counts,
    mark: desk.defences.F13_mark({ waiting, attention, photosWaiting, everContacted: lastContactAt !== null }),
  })
  // A refused act is on this phone alone, as a waiting one is; a held one is with the server too.
  writeMarker(desk, { device, seq, waiting: waiting + refused })
}

/** One transaction: on a cheap phone each costs more than the counting in it. */
const counted = (db: PersonDatabase): Promise<Found> =>
  db.transaction('r', [db.commands, db.photo_list, db.conflicts, db.meta], () => readCounts(db))

async function readCounts(db: PersonDatabase) {
  const [waiting, held, refused, photosWaiting, badPhotos, conflicts, oldest] = await Promise.all([
    db.commands.where('state').equals('waiting').count(),
    db.commands.where('state').equals('held').count(),
    db.commands.where('state').equals('refused').count(),
    db.photo_list.where('state').equals('waiting').count(),
    db.photo_list.where('state').anyOf('damaged', 'refused').count(),
    db.conflicts.filter(OPEN_CONFLICT).count(),
    db.commands.where('[state+seq]').between(['waiting', 0], ['waiting', Infinity]).first(),
  ])
  return {
    waiting,
    refused,
    attention: held + refused + badPhotos + conflicts,
    photosWaiting,
    lastContactAt: (await db.fact('last_contact')) ?? null,
    missing: (await db.fact('missing')) ?? 0,
    ready: (await db.fact('first_pull_done')) === true,
    persisted: (await db.fact('persisted')) ?? null,
    oldestUnsentAt: oldest?.saved_at ?? null,
    device: (await db.fact('device'))?.id ?? '',
    seq: (await db.fact('seq')) ?? 0,
  }
}
