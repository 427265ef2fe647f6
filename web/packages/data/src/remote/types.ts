/** Typed calls for pages that work online (the console). Every failure is a `Problem` or an `Unreachable`. */
import type { Observable, Unsubscribe } from '../types.ts'

export type Row = Record<string, unknown> & { id: string; version: number; _titles?: Record<string, string> }

export interface FieldSpec {
  key: string
  label: string
  type: string
  required?: boolean
  read_only?: boolean
  help?: string
  max_length?: number
  options?: { value: string; label: string }[]
  reference?: string
  masked?: boolean
  offline?: boolean
  [extra: string]: unknown
}

export interface VerbSpec {
  key: string
  label: string
  icon?: string
  danger?: boolean
  params: FieldSpec[]
  bulk?: boolean
}

export interface EntityMeta {
  key: string
  path: string
  label: string
  plural_label: string
  icon?: string
  title_field: string
  sections: { label: string; fields: string[] }[]
  columns: string[]
  filters: string[]
  sorts: string[]
  default_sort?: string
  fields: Record<string, FieldSpec>
  verbs: VerbSpec[]
  can: { read: boolean; create: boolean; update: boolean; delete: boolean; export: boolean }
  panels: { key: string; label: string }[]
  bin: boolean
  bulk_limit: number
}

export interface Meta {
  version: string
  company: Record<string, unknown>
  person: Record<string, unknown>
  modules: Record<string, unknown>
  step_kinds: { key: string; label: string; icon?: string; config_fields: FieldSpec[] }[]
  entities: Record<string, EntityMeta>
  /** Keys of the entities that this person may import. */
  imports: string[]
}

export interface ListParams {
  q?: string
  page?: number
  size?: number
  sort?: string
  bin?: boolean
  /** `status`, `created_at.from`, `owner.empty` …; arrays become comma lists, null and '' are left out. */
  filters?: Record<string, string | number | boolean | string[] | null | undefined>
}

export interface Page<T = Row> {
  items: T[]
  total: number
  page: number
  size: number
}

export interface TimelineItem {
  kind: string
  entity: string
  id: string
  at: string
  title: string
  text: string | null
  person: unknown
  photos: { digest: string; url?: string; of?: string; mark?: PhotoMark }[]
  facts: Record<string, unknown>
}

export interface Panel {
  key: string
  label: string
  kind: 'facts' | 'rows' | 'text' | 'none'
  facts?: { label: string; value: unknown }[]
  columns?: unknown[]
  rows?: unknown[]
  [extra: string]: unknown
}

export interface HistoryRow {
  at: string
  actor: { id: string; name: string } | null
  source: string
  verb: string
  changes: Record<string, [unknown, unknown]>
}

export interface BulkResult {
  results: { id: string; status: string | number; error?: unknown }[]
}

export interface SearchHit {
  entity: string
  id: string
  title: string
  subtitle?: string
}

export interface NoticeItem {
  id: string
  at: string
  kind: string
  title: string
  text: string
  link: string | null
  read: boolean
}

export interface Job {
  id: string
  name: string
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  done: number
  total: number | null
  message: string | null
  result: unknown
}

export interface DayPerson {
  person: { id: string; name: string }
  state: 'in_store' | 'between' | 'not_started' | 'on_leave' | 'finished' | 'on_break' | 'off_work'
  at_customer?: { id: string; name: string } | string | null
  minutes?: number | null
  done: number
  planned: number
  amount: string
  last_act: { at: string; text: string } | null
  unsent: { count: number; oldest_at: string } | null
  exceptions: number
}

export interface QueueCard {
  id: string
  kind: 'review' | 'approval' | 'phone_unsent' | 'photo' | 'held_command' | string
  title: string
  text: string
  at: string
  entity: string
  record_id: string
  actions: { key: string; label: string; danger?: boolean }[]
}

export interface ConsoleDay {
  figures: {
    on_duty: [number, number]
    planned_done: [number, number]
    effective_visits: number
    orders: { count: number; amount: string; against?: { amount: string; percent: number } | null }
    waiting: number
  }
  people: DayPerson[]
  queue: QueueCard[]
}

export interface PersonDay {
  visits: {
    id: string
    customer: { id: string; name: string }
    from: string
    to: string | null
    minutes: number | null
    outcome: string | null
    distance_m: number | null
    amount: string | null
    photos: { digest: string; of: string; mark?: PhotoMark }[]
  }[]
  gaps: { from: string; to: string }[]
  track: { lat: number; lng: number; at: string; visit_id: string | null }[]
}

export interface WallPhoto {
  photo_id: string
  visit: string
  step_key: string | null
  step_name: string | null
  customer: { id: string; name: string }
  rep: { id: string; name: string }
  taken_at: string
  digest: string
  received: boolean
  verdict: null | 'ok' | 'rejected'
  verdict_reason: string | null
  check_code: string | null
  mark: PhotoMark
}

/** What is drawn on a photo at the desk. */
export interface PhotoMark {
  taken_at: string
  customer: string
  address: string
  distance_m: number | null
  rep: string
  code: string
}

export interface MapData {
  customers: { id: string; name: string; lat: number; lng: number; grade: string | null; state: 'done' | 'planned' | 'none'; unconfirmed?: boolean }[]
  reps: { id: string; name: string; lat: number; lng: number; at: string }[]
  base: { layers: unknown[] } | null
}

export interface PlanBoard {
  reps: { person: { id: string; name: string }; plans: Row[] }[]
  unplanned: Row[]
}

export type Query = Record<string, string | number | boolean | string[] | null | undefined>

/** The generic door; `path` begins behind /api, e.g. `/customers`. */
export interface Rest {
  get<T>(path: string, query?: Query): Promise<T>
  post<T>(path: string, body?: unknown, query?: Query): Promise<T>
  patch<T>(path: string, body: unknown): Promise<T>
  delete<T = void>(path: string, query?: Query): Promise<T>
}

export interface Remote {
  readonly rest: Rest
  meta(options?: { fresh?: boolean }): Promise<Meta>

  list<T = Row>(path: string, params?: ListParams): Promise<Page<T>>
  get<T = Row>(path: string, id: string, include?: ('timeline' | 'panels')[]): Promise<T>
  create<T = Row>(path: string, body: Record<string, unknown>): Promise<T>
  /** A stale version rejects with Problem `stale`: `body.current` and `errors[].{field,yours,theirs}`. */
  patch<T = Row>(path: string, id: string, version: number, changes: Record<string, unknown>): Promise<T>
  remove(path: string, id: string, version: number): Promise<void>
  restore<T = Row>(path: string, id: string): Promise<T>
  bulk(path: string, action: string, ids: string[], data?: Record<string, unknown>): Promise<BulkResult>
  do<T = Row>(path: string, id: string, verb: string, params?: Record<string, unknown>): Promise<T>
  timeline(path: string, id: string, before?: string | null): Promise<{ items: TimelineItem[]; next: string | null }>
  panel(path: string, id: string, key: string): Promise<Panel>
  history(path: string, id: string): Promise<HistoryRow[]>
  reveal(path: string, id: string, field: string): Promise<string>
  /** Downloads the export (a Blob with its file name); large ones take a while, `signal` stops it. */
  export(path: string, format: 'csv' | 'xlsx', params?: ListParams, signal?: AbortSignal): Promise<{ blob: Blob; name: string }>
  search(q: string): Promise<SearchHit[]>

  notices(after?: string | null): Promise<{ items: NoticeItem[]; unread: number }>
  readNotices(ids: string[]): Promise<void>
  /** Polls every 10 s with jitter while the page is visible. */
  watchNotices(run: (state: { items: NoticeItem[]; unread: number }) => void): Unsubscribe

  day(on: string): Promise<ConsoleDay>
  act(kind: string, recordId: string, action: string, reason?: string): Promise<{ ok: boolean; text: string }>
  personDay(id: string, on: string): Promise<PersonDay>
  photos(query: Query): Promise<{ items: WallPhoto[]; total: number }>
  judge(photoId: string, verdict: 'ok' | 'rejected', reason?: string): Promise<void>
  map(bounds?: string): Promise<MapData>
  board(on: string): Promise<PlanBoard>
  setPlan(rep: string, on: string, customerIds: string[], purpose?: string): Promise<{ plans: Row[] }>

  /** An object URL of a stored picture, cached; `of` is the record that names it, e.g. `visit:<id>`. */
  picture(digest: string, of: string, size?: 'thumb' | 'full'): Promise<string>
  /** Stores a file by digest (resumable), e.g. a sample picture; resolves with its digest. */
  upload(file: Blob, progress?: (share: number) => void): Promise<{ digest: string; size: number; type: string }>
  /** Brings a file for an import into a list; answers what the server sees in it. */
  lookAt<T>(path: string, file: File): Promise<T>
  job(id: string): Promise<Job>
  cancelJob(id: string): Promise<void>
  /** Polls until the job ended. */
  watchJob(id: string, run: (job: Job) => void): Unsubscribe
}

/** Who is signed in at the console (no local database, nothing offline). */
export interface RemoteSession {
  readonly state: Observable<RemoteSessionState>
  refresh(): Promise<RemoteSessionState>
  signIn(mobile: string, password: string): Promise<RemoteSessionState>
  signOut(): Promise<void>
  changePassword(old: string, next: string): Promise<void>
  demoPeople(): Promise<{ id: string; name: string; role: string; department: string }[]>
  enterDemo(personId: string): Promise<RemoteSessionState>
}

export interface RemoteSessionState {
  /** unknown: not asked yet, or the server cannot be reached. */
  standing: 'unknown' | 'none' | 'signed_in'
  person: {
    id: string
    name: string
    mobile_tail?: string
    roles: string[]
    department?: { id: string; name: string } | null
    locale?: string
  } | null
  company: { name: string; demo: boolean; time_zone: string; currency: string; clock_offset_ms: number; epoch: string; founded?: boolean } | null
}

export interface RemoteData {
  readonly session: RemoteSession
  readonly remote: Remote
  /** The company's time (server time, with the demo's shift). */
  readonly clock: { now(): Date; ms(): number; today(at?: Date | number): string }
  /** false after a call could not reach the server; true again after one did. */
  readonly reachable: Observable<boolean>
}
