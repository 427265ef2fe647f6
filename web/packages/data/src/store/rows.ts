/** Rows of the phone's own tables: the queue, the photos, what the server last said, and small facts. */
import type { CommandState, Reason, Verb } from '../commands.ts'
import type { EntityKey, LocalRecord } from '../records.ts'

/** `entity:id`, the name of a record in the queue's graph. */
export type Key = string

export interface QueuedCommand {
  id: string
  /** No gaps per device; assigned in the transaction that saves the command. */
  seq: number
  verb: Verb
  /** Sent word for word, also by a later version of the app. */
  payload: Record<string, unknown>
  seen_version: number | null
  /** Digests of the originals. */
  photos: string[]
  device_time: string
  monotonic_ms: number
  boot_id: string
  /** Local facts that the effect needed when it was done (names, units), so that replaying it is pure. */
  facts: Record<string, unknown>
  /** Company time when it was saved. */
  saved_at: number
  at: string
  state: CommandState
  attempts: number
  reason: Reason | null
  /** Records whose shown row contains this command's effect. */
  touches: Key[]
  /** Records that it makes or edits; later commands on them come after it. */
  owns: Key[]
  needs: Key[]
  after: Key[]
  /** Server time of the believed receipt. */
  acked_at: number | null
  /** 1 once a page of a pull named it; it counts as shown when that pull is complete. */
  listed: 0 | 1
  shown_at: number | null
  flags: { code: string; message: string }[]
  app_version: string
}

export type PhotoState = 'draft' | 'waiting' | 'sent' | 'damaged' | 'refused' | 'closed'

export interface StoredPhoto {
  photo_id: string
  digest: string
  shown_digest: string | null
  type: string
  size: number
  width: number
  height: number
  taken_at: string
  check_code: string | null
  /** Not there on photos of an earlier version of the app. */
  dhash?: string | null
  draft_key: string
  command_id: string
  state: PhotoState
  saved_at: number
  attempts: number
  reason: Reason | null
  acked_at: number | null
}

export interface StoredBytes {
  digest: string
  bytes: Uint8Array
  type: string
}

/** What the server last said of a record that pending commands change; null = it has none (yet). */
export interface Base {
  key: Key
  entity: EntityKey
  id: string
  row: LocalRecord | null
}

export interface Draft {
  key: string
  value: unknown
  at: number
}

export interface SearchKeys {
  id: string
  /** Lower case, no blanks: name, pinyin, initials, code; and all digits of the phone numbers. */
  name: string
  shown: string
  pinyin: string
  initials: string
  code: string
  digits: string
}

export interface DeviceRow {
  id: string
  key: string | null
  epoch: string | null
}

/** Who sends at the moment, where Web Locks do not exist. */
export interface Lease {
  holder: string
  beat: number
}

/** Small facts by key; one table keeps them in the transactions that they belong to. */
export interface MetaValues {
  device: DeviceRow
  seq: number
  cursor: string | null
  /** Server time of the last complete list of ids. */
  last_full: number
  full_due: boolean
  first_pull_done: boolean
  last_contact: number
  missing: number
  persisted: boolean
  consent: { version: string; consented: boolean | null }
  reserve: Uint8Array
  /** Changes whenever something that is searched changes, in any tab. */
  search_stamp: number
  lease: Lease | null
  lease_photos: Lease | null
}

export const keyOf = (entity: EntityKey, id: string): Key => `${entity}:${id}`

export function partsOf(key: Key): { entity: EntityKey; id: string } {
  const cut = key.indexOf(':')
  return { entity: key.slice(0, cut) as EntityKey, id: key.slice(cut + 1) }
}
