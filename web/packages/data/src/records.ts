/**
 * The shapes of the records that a phone holds: exactly the rows of `GET /api/sync/changes`, plus `_local`.
 * Money and quantities are decimal strings, dates `YYYY-MM-DD`, times RFC 3339 with an offset.
 */

import type { Comment, DailyReport, DayEnds, DayOff, KnownShops, PastMonth, Review, Shift, ShiftCorrection, TeamDay } from './records.day.ts'

export type Id = string
export type Money = string
export type Quantity = string
export type IsoDate = string
export type IsoTime = string
export type Label = string | { 'zh-Hans'?: string; 'zh-Hant'?: string; en?: string }
export type Datum = 'WGS-84' | 'GCJ-02' | 'BD-09'

/** How far a shown record is ahead of the server: `pending` acts of this phone that no pull has shown yet. */
export interface LocalMark {
  pending: number
  /** One of them waits for a person's decision. */
  attention?: boolean
}

export interface LocalRecord {
  id: Id
  version?: number
  created_at?: IsoTime
  updated_at?: IsoTime
  _titles?: Record<string, string>
  _local?: LocalMark
}

export interface Pin {
  lat: number
  lng: number
  datum: Datum
  /** `geocoded`: worked out from the address, nobody has vouched for it yet. */
  source?: string
}

export interface Customer extends LocalRecord {
  name: string
  code?: string | null
  kind?: string
  channel?: string | null
  shop_type?: string | null
  grade?: 'A' | 'B' | 'C' | 'D' | null
  tags?: Id[]
  owner?: Id | null
  department?: Id | null
  supplying_distributor?: Id | null
  mobile?: string | null
  phone?: string | null
  province?: string | null
  city?: string | null
  district?: string | null
  district_code?: string | null
  address?: string | null
  opening_hours?: string | null
  pin?: Pin | null
  remark?: string | null
  invoice_title?: string | null
  tax_number?: string | null
  front_photo?: string | null
  status?: string
  last_visit_on?: IsoDate | null
  last_order_on?: IsoDate | null
  name_sort?: string
  search_keys?: { pinyin?: string; initials?: string }
  custom?: Record<string, unknown>
}

export interface Contact extends LocalRecord {
  customer: Id
  name: string
  salutation?: string | null
  mobile?: string | null
  role?: string | null
  is_primary?: boolean
  remark?: string | null
}

export interface Activity extends LocalRecord {
  customer: Id
  kind: 'call' | 'meeting' | 'message' | 'email' | 'note'
  text: string
  happened_at: IsoTime
  next_step?: string | null
  next_on?: IsoDate | null
  created_by?: Id | null
}

export interface ProductUnit {
  key: string
  name: string
  factor: string
}

export interface Product extends LocalRecord {
  code?: string
  name: string
  spec?: string | null
  category?: string | null
  base_unit?: string
  units: ProductUnit[]
  barcode?: string | null
  sort_order?: number
  status?: 'active' | 'stopped'
  shelf_life_days?: number | null
}

export interface PriceList extends LocalRecord {
  name: string
  currency?: string
  valid_from?: IsoDate | null
  valid_to?: IsoDate | null
  is_default?: boolean
  lines: { product: Id; unit: string; price: Money }[]
}

export interface MustStockList extends LocalRecord {
  shop_type: string
  products: Id[]
}

export interface VisitStep {
  key: string
  kind: string
  name: Label
  required?: boolean
  config?: {
    min_photos?: number
    sample_digest?: string | null
    talking_points?: string | null
    chips?: string[]
    [key: string]: unknown
  }
}

export interface VisitType extends LocalRecord {
  name: Label
  customer_kinds?: string[]
  min_minutes?: number | null
  steps: VisitStep[]
  status?: string
  is_default?: boolean
  steps_version?: number
}

export type PlanStatus = 'draft' | 'planned' | 'left_out' | 'done' | 'could_not' | 'postponed' | 'cancelled'

export interface VisitPlan extends LocalRecord {
  rep: Id
  customer: Id
  on: IsoDate
  position: number
  visit_type?: Id | null
  purpose?: string | null
  expected?: string | null
  reason?: string | null
  window_start?: string | null
  window_end?: string | null
  must?: boolean
  /** What the planned route says; the phone reckons anew as the day goes on. */
  eta?: IsoTime | null
  leave_at?: IsoTime | null
  /** Why it is not in the route; empty while it is. */
  left_out?: string
  status: PlanStatus
  visit?: Id | null
}

export interface StepResult {
  id: Id
  step_key: string
  kind: string
  at: IsoTime
  data: Record<string, unknown>
  replaces?: Id | null
}

export interface VisitPhoto {
  id: Id
  step_key: string | null
  digest: string
  taken_at: IsoTime
  check_code?: string | null
  received?: boolean
  verdict?: null | 'ok' | 'rejected'
  verdict_reason?: string | null
}

export type LocationStatus = 'pending' | 'located' | 'unavailable' | 'refused' | 'timeout'

export interface Visit extends LocalRecord {
  customer: Id
  rep?: Id
  department?: Id | null
  visit_type?: Id | null
  plan?: Id | null
  planned?: boolean
  purpose?: string | null
  status: 'open' | 'done' | 'could_not'
  checked_in_at: IsoTime
  checked_out_at?: IsoTime | null
  time_in_store_s?: number | null
  business_date?: IsoDate
  location_status?: LocationStatus
  distance_m?: number | null
  accuracy_m?: number | null
  outcome?: 'normal' | 'not_enough' | 'for_review' | null
  effective?: boolean | null
  could_not_reason?: string | null
  purpose_met?: 'yes' | 'partly' | 'no' | null
  summary?: string | null
  summary_chips?: string[]
  next_step?: string | null
  next_on?: IsoDate | null
  missing_reason?: string | null
  complete?: boolean
  steps_done?: string[]
  steps?: StepResult[]
  photos?: VisitPhoto[]
  orders?: Id[]
  flagged?: string[]
  photos_rejected?: number
}

export interface OrderLine {
  id: Id
  product: Id
  unit: string
  quantity: Quantity
  price: Money
  gift?: boolean
  amount?: Money
}

export interface Order extends LocalRecord {
  number?: string | null
  customer: Id
  visit?: Id | null
  rep?: Id
  department?: Id | null
  supplying_distributor?: Id | null
  delivery_on?: IsoDate | null
  payment: 'now' | 'monthly'
  status: 'draft' | 'pending' | 'confirmed' | 'partly_delivered' | 'completed' | 'void'
  lines: OrderLine[]
  total?: Money
  quantity_text?: string
  product_count?: number
  note?: string | null
  placed_at: IsoTime
  business_date?: IsoDate
  flags?: { code: string; message: string }[]
}

export interface PersonName extends LocalRecord {
  name: string
}

export interface Tag extends LocalRecord {
  name: Label
  color?: string | null
}

export interface Notice extends LocalRecord {
  kind?: string
  at?: IsoTime
  /** In the reader's language of the moment when it came. */
  title?: string
  text?: string
  link?: string | null
  read?: boolean
}

export interface Conflict extends LocalRecord {
  entity: string
  record_id: Id
  record_title?: string
  field: string
  current?: unknown
  other?: unknown
  state?: 'open' | 'resolved'
}

/** Entity key of the contract → the record's shape. */
export interface RecordOf {
  customer: Customer
  contact: Contact
  activity: Activity
  product: Product
  price_list: PriceList
  must_stock_list: MustStockList
  visit_type: VisitType
  visit: Visit
  visit_plan: VisitPlan
  order: Order
  person: PersonName
  tag: Tag
  notice: Notice
  sync_conflict: Conflict
  shift: Shift
  day_off: DayOff
  shift_correction: ShiftCorrection
  review: Review
  comment: Comment
  daily_report: DailyReport
  team_day: TeamDay
  day_ends: DayEnds
  known_shops: KnownShops
  past_month: PastMonth
}

export type EntityKey = keyof RecordOf
