/**
 * The public face of the data layer: what the screens of the phone app may use. They write commands and read local
 * tables; they never fetch and never know whether a row has reached the server (`_local.pending` says it).
 */
import type { Table } from 'dexie'
import type { CommandId, CommandState, Fix, Location, Payloads, Reason, Verb } from './commands.ts'
import type * as D from './records.day.ts'
import type * as R from './records.ts'
import type { Remote } from './remote/types.ts'

export type Unsubscribe = () => void

/** A value that changes; `subscribe` calls at once and after every change. */
export interface Observable<T> {
  readonly value: T
  subscribe(run: (value: T) => void): Unsubscribe
}

// ---------------------------------------------------------------- session

export interface Person {
  id: string
  name: string
  mobile_tail?: string
  roles: string[]
  department?: { id: string; name: string } | null
  locale?: string
}

export interface Company {
  name: string
  demo: boolean
  time_zone: string
  currency: string
  clock_offset_ms: number
  epoch: string
  /** Parts of the product that the company has switched on or off; what is not named is on. */
  modules?: Record<string, boolean>
  /** The company's settings that a phone's screens go by, as last heard. */
  settings?: Record<string, unknown>
}

export interface SessionState {
  /** Who the app shows; remembered people open offline. null = the sign-in page. */
  person: Person | null
  company: Company | null
  /**
   * online: the server knows us · remembered: opened from this phone, the server was not asked yet or cannot be reached
   * expired: the server wants a sign-in; everything can be used, nothing is sent until then
   * other: this browser's session now belongs to somebody else (another tab signed in): reload
   */
  standing: 'none' | 'online' | 'remembered' | 'expired' | 'other' | 'revoked'
  locationConsent: { version: string; consented: boolean | null }
}

export interface RememberedPerson {
  id: string
  name: string
  unsent: number
  lastUsedAt: number
}

export interface Session {
  readonly state: Observable<SessionState>
  signIn(mobile: string, password: string): Promise<SessionState>
  /** Whose invitation a link is; Problem `invitation_gone` when it does not work any more. */
  invitation(token: string): Promise<{ company: string; name: string; mobile_tail: string; locale: 'zh-Hans' | 'zh-Hant' | 'en'; needs_code: boolean }>
  sendCode(token: string): Promise<void>
  /** Accepts it with a password of the person's own. */
  join(token: string, password: string, code: string): Promise<SessionState>
  /** Never deletes anything: unsent work stays in this person's own database and is sent after the next sign-in. */
  signOut(): Promise<{ unsent: number }>
  changePassword(old: string, next: string): Promise<void>
  demoPeople(): Promise<{ id: string; name: string; role: string; department: string }[]>
  enterDemo(personId: string): Promise<SessionState>
  /** Opens a remembered person's data without the server (only after that person signed in here and did not sign out). */
  openRemembered(personId: string): Promise<SessionState>
  remembered(): Promise<RememberedPerson[]>
  /** Asks the server who we are. Never throws for a lack of network. */
  refresh(): Promise<SessionState>
  /** The session's person, or LocalFault not_signed_in. */
  current(): Person
  deviceId(): string | null
  /** base64; null until the device could be registered. */
  deviceKey(): string | null
}

// ---------------------------------------------------------------- local tables

export interface Tables {
  customers: Table<R.Customer, string>
  contacts: Table<R.Contact, string>
  products: Table<R.Product, string>
  price_lists: Table<R.PriceList, string>
  must_stock_lists: Table<R.MustStockList, string>
  visit_types: Table<R.VisitType, string>
  visit_plans: Table<R.VisitPlan, string>
  visits: Table<R.Visit, string>
  orders: Table<R.Order, string>
  activities: Table<R.Activity, string>
  people: Table<R.PersonName, string>
  tags: Table<R.Tag, string>
  notices: Table<R.Notice, string>
  conflicts: Table<R.Conflict, string>
  shifts: Table<D.Shift, string>
  days_off: Table<D.DayOff, string>
  shift_corrections: Table<D.ShiftCorrection, string>
  reviews: Table<D.Review, string>
  comments: Table<D.Comment, string>
  daily_reports: Table<D.DailyReport, string>
  team_days: Table<D.TeamDay, string>
  day_ends: Table<D.DayEnds, string>
  known_shops: Table<D.KnownShops, string>
  past_months: Table<D.PastMonth, string>
}

// ---------------------------------------------------------------- acts

export interface PerformOptions {
  /** Photos that this command names; saved (or already saved drafts) in the same transaction. */
  photos?: CapturedPhoto[]
  /** `version` of the record that the person saw, for editable records. */
  seenVersion?: number | null
  /** Drafts that this act completes: removed in the same transaction. */
  clearDrafts?: string[]
}

// ---------------------------------------------------------------- photos

export interface PhotoMeta {
  /** Made by `data.newId()` when missing. */
  photo_id?: string
  width: number
  height: number
  taken_at: string
  check_code?: string | null
  /** What it belongs to while it is a draft, e.g. `visit:<id>:<step_key>`. */
  draft_key?: string
  /** How the original looks, reckoned before the watermark was drawn. */
  dhash?: string | null
  /** The copy with the watermark drawn on, kept on the phone for the screens. */
  shown?: Blob | Uint8Array | null
}

export interface CapturedPhoto {
  photo_id: string
  digest: string
  size: number
  type: string
  width: number
  height: number
  taken_at: string
  check_code: string | null
  shown_digest: string | null
  dhash: string | null
}

export interface PhotoRoom {
  /** false: the next photo will probably not fit; say so before the camera opens. */
  ok: boolean
  freeBytes: number | null
}

export interface Photos {
  /** Stores the original, reads it back, compares its digest; then resolves: the shot is on the phone. */
  save(original: Blob | Uint8Array, meta: PhotoMeta): Promise<CapturedPhoto>
  /** Shots that were saved but not yet part of a command (after a kill, the screen goes on with them). */
  drafts(draftKey: string): Promise<CapturedPhoto[]>
  discard(photoId: string): Promise<void>
  room(): Promise<PhotoRoom>
  /** An object URL: the local copy (watermarked if there is one), else the server's by `of` = "visit:<id>"; null if neither. */
  url(digest: string, options?: { of?: string; size?: 'thumb' | 'full' }): Promise<string | null>
  waiting(): Promise<number>
}

// ---------------------------------------------------------------- queue and sync

export interface QueueItem {
  kind: 'command' | 'photo'
  id: string
  seq: number | null
  verb: string
  state: CommandState | 'damaged'
  /** Ready texts are the screen's; these are the facts it needs. */
  record: { entity: string; id: string } | null
  customer: string | null
  savedAt: number
  attempts: number
  reason: Reason | null
  /** Waits for this other command. */
  blockedBy: string | null
}

export interface QueueLists {
  waiting: QueueItem[]
  attention: QueueItem[]
  conflicts: R.Conflict[]
}

export interface SyncState {
  /** 已存手机 (nothing to send, no contact yet or offline) · 待上传 · 已全部上传 · 需处理 */
  mark: 'saved' | 'waiting' | 'all_sent' | 'attention'
  waiting: number
  attention: number
  photosWaiting: number
  online: boolean
  lastContactAt: number | null
  running: boolean
  /** Acts that were lost because the browser evicted this site's storage. */
  missing: number
  oldestUnsentAt: number | null
  /** Several tries failed although there is a network: what the last one said. */
  trouble: Reason | null
  /** The first full pull has been taken in: screens may show real emptiness. */
  ready: boolean
  persisted: boolean | null
  nextTryAt: number | null
}

export interface Sync {
  readonly state: Observable<SyncState>
  start(): void
  stop(): Promise<void>
  /** One full round now (push, pull, photos); resolves when it ended, never throws. */
  now(): Promise<SyncState>
  /** The person has read how many acts were lost to eviction. */
  dismissMissing(): Promise<void>
}

export interface Queue {
  lists(): Promise<QueueLists>
  /** discard: the act is given up (the server is told) · resend: tried again under the same id, or as a new act when it was held. */
  resolve(id: string, choice: 'discard' | 'resend'): Promise<void>
  resolveConflict(id: string, choice: 'current' | 'other'): Promise<void>
  /** Everything unsent as one file: a JSON line, then the photos (format in docs of queue-file.ts). */
  exportFile(): Promise<Blob>
  /** Takes such a file of the same person into this phone's queue; what is known already is counted, not doubled. */
  importFile(file: Blob | Uint8Array): Promise<ImportedQueue>
}

export interface ImportedQueue {
  taken: number
  known: number
  photos: number
}

// ---------------------------------------------------------------- the rest

export interface Drafts {
  get<T>(key: string): Promise<T | undefined>
  put(key: string, value: unknown): Promise<void>
  remove(key: string): Promise<void>
  /** All drafts whose key starts with the prefix. */
  list<T>(prefix: string): Promise<{ key: string; value: T; at: number }[]>
}

export interface CompanyClock {
  /** The company's time now: device clock corrected by what the server said (and the demo's shift). */
  now(): Date
  ms(): number
  /** RFC 3339 with the company's offset, e.g. for `at` of a command. */
  iso(at?: Date | number): string
  /** The date in the company's time zone. */
  today(at?: Date | number): string
}

export interface CustomerHit {
  id: string
  name: string
  rank: number
}

export interface Search {
  /** Name, pinyin, initials, phone tail, code. Ready before the first key when `warm()` was called. */
  customers(text: string, limit?: number): Promise<CustomerHit[]>
  warm(): Promise<void>
}

export interface LocationWatch {
  readonly state: Observable<Location>
  /** Resolves after `forMs`, or at `stop()`, with all fixes. */
  done: Promise<Location>
  stop(): void
}

export interface LocationOptions {
  /** Default 60,000. */
  forMs?: number
  /** Resolve early once a fix at least this accurate came and three fixes are there. */
  enoughAccuracyM?: number
  /** Where the demo's person pretends to be near. */
  target?: R.Pin | null
}

export interface Locating {
  /** Several fixes over up to 60 s. Without a location consent nothing is asked of the phone: status `refused`. */
  watch(options?: LocationOptions): LocationWatch
  /** The first usable fix within `forMs` (default 8,000). */
  get(options?: LocationOptions): Promise<Location>
  last(): Fix | null
}

export interface Demo {
  readonly state: Observable<{ active: boolean; place: 'at_shop' | 'off' | 'none'; offline: boolean }>
  set(change: { place?: 'at_shop' | 'off' | 'none'; offline?: boolean }): Promise<void>
}

export interface Data {
  readonly session: Session
  /** The signed-in or remembered person's tables; throws LocalFault not_signed_in when nobody is there. */
  readonly tables: Tables
  perform<V extends Verb>(verb: V, payload: Payloads[V], options?: PerformOptions): Promise<CommandId>
  /** A new UUIDv7. */
  newId(): string
  readonly drafts: Drafts
  readonly sync: Sync
  readonly queue: Queue
  readonly photos: Photos
  readonly clock: CompanyClock
  readonly search: Search
  readonly location: Locating
  readonly demo: Demo
  /** Calls that need the network (the console has its own entry); loaded when first asked for. */
  remote(): Promise<Remote>
  /** Re-runs the query when its rows change (Dexie liveQuery over the current person's tables). */
  live<T>(query: (tables: Tables) => Promise<T> | T, run: (value: T) => void, failed?: (error: unknown) => void): Unsubscribe
  close(): Promise<void>
}
