/** What a phone holds of working days, daily reports, comments, and of a manager's team. */
import type { DayEnd } from './commands.ts'
import type { Id, IsoDate, IsoTime, LocalRecord, LocationStatus, Money, Visit } from './records.ts'

export interface Shift extends LocalRecord {
  person: Id
  business_date: IsoDate
  status: 'on' | 'break' | 'ended' | 'joined'
  started_at: IsoTime
  started_by?: 'clock_in' | 'check_in' | 'by_hand'
  ended_at?: IsoTime | null
  ended_by?: '' | 'clock_out' | 'by_hand' | 'midnight' | null
  breaks?: { from: IsoTime; to: IsoTime | null }[]
  worked_s?: number | null
  location_status?: LocationStatus
  flagged?: string[]
  joined_to?: string | null
}

export interface DayOff extends LocalRecord {
  person: Id
  on: IsoDate
  reason?: string | null
  /** Taken back on this phone; the server's answer removes the row. */
  cancelled?: boolean
}

export interface ShiftCorrection extends LocalRecord {
  person: Id
  on: IsoDate
  started_at?: IsoTime | null
  ended_at?: IsoTime | null
  reason: string
  state: 'asked' | 'accepted' | 'rejected'
  note?: string | null
}

/** One line of a review's conversation, in the order in which it was said. */
export interface ReviewEntry {
  id: Id
  what: 'asked' | 'explained' | 'appealed' | 'added' | 'decided' | 'withdrawn'
  /** null: the product itself. */
  by: Id | null
  name: string
  at: IsoTime
  text: string
  decision: '' | ReviewDecision
  photo: { id: Id; digest: string } | null
}

export type ReviewDecision = 'accepted' | 'rejected' | 'corrected'

export interface Review extends LocalRecord {
  title: string
  visit: Id
  rep: Id
  kind: 'evidence' | 'photo'
  status: 'open' | 'explained' | 'appealed' | 'decided' | 'withdrawn'
  asked_at: IsoTime
  business_date?: IsoDate
  decision?: '' | ReviewDecision | null
  reason?: string | null
  decided_by?: Id | null
  decided_at?: IsoTime | null
  appealed_at?: IsoTime | null
  entries: ReviewEntry[]
  /** What spoke at the time of asking, by language. */
  sentences?: Record<string, string[]>
}

export interface Comment extends LocalRecord {
  entity: string
  record_id: Id
  said_in?: string
  person?: Id
  author: Id
  text: string
  at: IsoTime
  reply_to?: Id | null
}

/** Where a person's days begin and end; its id is the person's. */
export interface DayEnds extends LocalRecord {
  person: Id
  start: DayEnd
  end: DayEnd
  pin?: { lat: number; lng: number } | null
}

/** A parcel of others' shops: name, owner's name, WGS-84 latitude and longitude to about 10 m. */
export interface KnownShops extends LocalRecord {
  shops: [name: string, owner: string, lat: number | null, lng: number | null][]
}

/** A month that is over, one's own: its figures from day 1 up to each day. Its id is the month, "2026-10". */
export interface PastMonth extends LocalRecord {
  sums: { orders: number; amount: Money; visits: number; effective_visits: number; active_shops: number }[]
}

/** A comment inside a computed row. */
export interface Said {
  id: Id
  author: { id: Id; name: string }
  at: IsoTime
  text: string
  reply_to: Id | null
}

/** The facts of a day as outrider/daily_reports/rules.py lists them. */
export interface DayFacts {
  shift: {
    status: Shift['status']
    started_at: IsoTime
    ended_at: IsoTime | null
    ended_by: string | null
    worked_s: number | null
    location_status?: LocationStatus
  } | null
  planned: number
  done: number
  visits: number
  could_not: number
  effective: number
  ad_hoc: number
  in_store_s: number
  photos: number
  photos_rejected: number
  off_shift: number
  distance_m: number
  missed: { customer: Id; name: string; reason: string }[]
  out_of_stock: { product: Id; name: string; customers: number }[]
  near_expiry: { product: Id; name: string; customers: number }[]
  orders: {
    count: number
    amount: Money
    rows: { id: Id; customer: Id; name: string; number?: string | null; status?: string; total: Money; quantity?: string }[]
  }
}

/** What came after a report was handed in. */
export interface Later {
  key: string
  before: number | string
  after: number | string
}

export interface DailyReport extends LocalRecord {
  title?: string
  person: Id
  on: IsoDate
  submitted_at: IsoTime
  problems?: string
  support?: string
  tomorrow?: string
  /** The server's, frozen when it was handed in; not there until it has heard of it. */
  facts?: DayFacts
  read_by?: Record<Id, IsoTime>
}

export interface TeamVisit {
  id: Id
  customer: { id: Id; name: string }
  from: IsoTime
  to: IsoTime | null
  minutes: number | null
  status: Visit['status']
  outcome: Visit['outcome']
  effective: boolean | null
  location_status?: LocationStatus
  distance_m: number | null
  amount: Money | null
  orders?: Id[]
  could_not_reason: string | null
  summary: string
  flagged: string[]
  photos: { digest: string; of: string }[]
  photo_count: number
  comments: Said[]
}

export interface TeamPerson {
  person: { id: Id; name: string }
  state: string
  on_duty: boolean
  shift: DayFacts['shift']
  day_off: { id: Id; reason: string } | null
  done: number
  planned: number
  amount: Money
  orders?: number | null
  off_shift: number
  exceptions: number
  last_act: { at: IsoTime; text: string } | null
  visits: TeamVisit[]
  orders_of_day: (DayFacts['orders']['rows'][number] & { comments: Said[] })[]
  report: {
    id: Id | null
    /** Whether he owes one, as the server judges it: the same at the desk. */
    state: 'submitted' | 'missing' | 'none'
    submitted_at: IsoTime | null
    unread: boolean
    problems: string
    support: string
    tomorrow: string
    facts: DayFacts
    supplement: Later[]
    comments: Said[]
  }
}

export interface TeamCard {
  id: string
  kind: string
  title: string
  text: string
  at: IsoTime | null
  entity: string
  record_id: Id
  actions: { key: string; label: string; danger: boolean }[]
  facts: Record<string, unknown>
}

/** A manager's view of his people's day, computed by the server and carried whole: today and yesterday. */
export interface TeamDay extends LocalRecord {
  on: IsoDate
  figures: {
    on_duty: [number, number]
    planned_done: [number, number]
    effective_visits: number
    orders: { count: number; amount: Money }
  }
  people: TeamPerson[]
  cards: TeamCard[]
}
