/**
 * One named place per failure of docs "sync": each entry is the whole decision that keeps that failure out, and is
 * used at exactly one spot. The fault tests replace one entry at a time and must then see an invariant break.
 * Nothing here can be switched off in a shipped page: only an injected Environment carries replacements.
 * F3 and F22 have their first line on the server; what the phone adds to them is named here too.
 */
import type { AnswerStatus, Known } from './sync/protocol.ts'
import type { PersonDatabase } from './store/database.ts'
import type { QueuedCommand, StoredPhoto } from './store/rows.ts'
import { digestOf } from './digest.ts'

const DAY_MS = 86_400_000
export const KEEP_MS = 7 * DAY_MS

export interface Counts {
  waiting: number
  attention: number
  photosWaiting: number
  everContacted: boolean
}

export interface Defences {
  /** F1, F22: a repeat carries the very id of the first try, however late: the server keeps ids for ever. */
  F1_idToSend(command: QueuedCommand, newId: () => string): string
  /** F2: a round of sending runs only in one tab at a time. */
  F2_oneRunner: boolean
  /** F3: an answer counts only when the receipt, written after the commit, names the command. */
  F3_countsAsReceived(status: AnswerStatus, inReceipt: boolean): boolean
  /** F4: no answer is believed without a valid signature of our server over it. */
  F4_believe(macValid: boolean): boolean
  /** F5: nothing acknowledged is forgotten until a pull showed its record and seven days (server time) passed. */
  F5_mayForget(command: QueuedCommand, serverNow: number): boolean
  /** F6: the cursor is stored in the transaction of its rows. */
  F6_cursorWithRows: boolean
  /** F7: a batch that the server refuses whole is split until the one bad command stands alone. */
  F7_splitRefused: boolean
  /** F8: a command and the photos that it names are saved together or not at all. */
  F8_photosTogether: boolean
  /** F9: bytes count as a photo only when they still have its digest. */
  F9_isIntact(bytes: Uint8Array | undefined, digest: string): boolean
  /** F10: how many acts are gone when a database is new but a marker beside it is not. */
  F10_missing(marker: { seq: number; waiting: number } | null, databaseIsNew: boolean): number
  /** F11: "saved" is said after the bytes reached the disk. */
  F11_durability: 'strict' | 'relaxed' | 'default'
  /** F12: any tab sends what any other tab (alive or not) queued. */
  F12_mayTake(command: QueuedCommand, bootId: string): boolean
  /** F13: the mark comes from what is stored, never from what is being tried. */
  F13_mark(counts: Counts): 'saved' | 'waiting' | 'all_sent' | 'attention'
  /** F14: every seven days everything is compared with the server's list. */
  F14_compareDue(lastFull: number | null, serverNow: number): boolean
  /** F15: what is shown = the server's row plus the acts that it does not contain yet. */
  F15_replayPending: boolean
  /** F16: signing out does nothing to the person's database. */
  F16_onSignOut(db: PersonDatabase): Promise<void>
  /** F17: a command is sent word for word, also when this version no longer knows its verb. */
  F17_maySend(verbIsKnown: boolean): boolean
  /** F18: a refusal of the person or the device does nothing to the queue. */
  F18_onDenial(db: PersonDatabase): Promise<void>
  /** F19: raw device time, monotonic time and boot id travel with every command; a jump never gates a retry. */
  F19_stamp(stamp: { device_time: string; monotonic_ms: number; boot_id: string }): {
    device_time: string
    monotonic_ms: number
    boot_id: string
  }
  /** F20: a command without room is saved in the room kept for it; returns whether to try again. */
  F20_openReserve: boolean
  /** F21: the next try is always armed, whatever happened in this one. */
  F21_rearm: boolean
  /** F23: after a restore, what the server no longer knows is offered again. */
  F23_offerAgain(command: QueuedCommand, known: Known): boolean
  /** F23 for files: after a restore every kept photo is offered again. */
  F23_offerPhotoAgain(photo: StoredPhoto): boolean
}

export const shippedDefences: Defences = {
  F1_idToSend: (command) => command.id,
  F2_oneRunner: true,
  F3_countsAsReceived: (status, inReceipt) =>
    inReceipt && (status === 'applied' || status === 'applied_flagged' || status === 'held'),
  F4_believe: (macValid) => macValid,
  F5_mayForget: (command, serverNow) =>
    command.shown_at !== null && command.acked_at !== null && serverNow - command.acked_at >= KEEP_MS,
  F6_cursorWithRows: true,
  F7_splitRefused: true,
  F8_photosTogether: true,
  F9_isIntact: (bytes, digest) => bytes !== undefined && bytes.length > 0 && digestOf(bytes) === digest,
  F10_missing: (marker, databaseIsNew) => (marker !== null && databaseIsNew ? marker.waiting : 0),
  F11_durability: 'strict',
  F12_mayTake: () => true,
  F13_mark: ({ waiting, attention, photosWaiting, everContacted }) => {
    if (attention > 0) return 'attention'
    if (waiting + photosWaiting > 0) return 'waiting'
    return everContacted ? 'all_sent' : 'saved'
  },
  F14_compareDue: (lastFull, serverNow) => lastFull === null || serverNow - lastFull >= KEEP_MS,
  F15_replayPending: true,
  F16_onSignOut: async () => {},
  F17_maySend: () => true,
  F18_onDenial: async () => {},
  F19_stamp: (stamp) => stamp,
  F20_openReserve: true,
  F21_rearm: true,
  F23_offerAgain: (command, known) =>
    (command.state === 'acked' || command.state === 'held') &&
    command.seq > known.contiguous &&
    !known.above.includes(command.seq),
  F23_offerPhotoAgain: (photo) => photo.state === 'sent',
}
