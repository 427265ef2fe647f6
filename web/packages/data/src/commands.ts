/** The commands of the contract, one payload type per verb. Every `*_id` is made on the phone (`data.newId()`). */
import type { Datum, Id, IsoDate, IsoTime, LocationStatus, Money, Quantity } from './records.ts'

export interface Fix {
  lat: number
  lng: number
  datum: Datum
  accuracy: number | null
  altitude: number | null
  heading: number | null
  speed: number | null
  at: IsoTime
  source: 'browser' | 'demo'
}

export interface Location {
  status: LocationStatus
  fixes: Fix[]
}

export interface PhotoRef {
  photo_id: Id
  digest: string
  size: number
  width: number
  height: number
  taken_at: IsoTime
  check_code: string | null
  shown_digest: string | null
  /** How the original looks (modules/visits/rep/dhash.ts); not there when it shows no pattern. */
  dhash?: string | null
}

/** What people comment on. */
export type CommentedEntity = 'visit' | 'order' | 'daily_report'
/** Where somebody says that a customer is. */
export interface NewPin {
  lat: number
  lng: number
  datum: Datum
  source: string
  accuracy: number | null
}

export type DayEnd = 'company' | 'home' | 'office' | 'stop'
export type CouldNotReason = 'closed' | 'owner_away' | 'refused_visit' | 'moved' | 'out_of_business' | 'rescheduled'
export type FieldChanges = Record<string, { from: unknown; to: unknown }>

export interface StockLine {
  product_id: Id
  units: Record<string, Quantity>
  out_of_stock: boolean
  near_expiry: boolean
}

export interface Payloads {
  'visit.check_in': {
    visit_id: Id
    customer_id: Id
    plan_id: Id | null
    visit_type_id: Id | null
    planned: boolean
    purpose: string | null
    at: IsoTime
    location: Location
    /** `steps_version` of the visit type that the phone shows; the present one when left out. */
    type_version?: number
  }
  'visit.add_fixes': { visit_id: Id; location: Location }
  'visit.complete_step': {
    visit_id: Id
    result_id: Id
    step_key: string
    kind: string
    at: IsoTime
    data: Record<string, unknown>
    photos: PhotoRef[]
    replaces?: Id
  }
  'visit.check_out': {
    visit_id: Id
    at: IsoTime
    location: Location
    edited: boolean
    missing_reason: string | null
  }
  'visit.could_not': {
    visit_id: Id
    customer_id: Id
    plan_id: Id | null
    reason: CouldNotReason
    note: string | null
    at: IsoTime
    location: Location
    photos: PhotoRef[]
    type_version?: number
  }
  'plan.add': {
    plan_id: Id
    customer_id: Id
    on: IsoDate
    position: number
    purpose: string | null
    visit_type_id: Id | null
  }
  'plan.move': { plan_id: Id; on: IsoDate; position: number }
  /** These stops of a day, in this order, in the places that they have among themselves. */
  'plan.reorder': { on: IsoDate; plan_ids: Id[] }
  'plan.cancel': { plan_id: Id; note: string | null }
  'order.submit': {
    order_id: Id
    customer_id: Id
    visit_id: Id | null
    supplying_distributor_id: Id | null
    delivery_on: IsoDate | null
    payment: 'now' | 'monthly'
    note: string | null
    draft: boolean
    placed_at: IsoTime
    lines: { line_id: Id; product_id: Id; unit: string; quantity: Quantity; price: Money; gift: boolean }[]
    replaces_draft?: boolean
  }
  'order.void': { order_id: Id; reason: string }
  'activity.log': {
    activity_id: Id
    customer_id: Id
    kind: 'call' | 'meeting' | 'message' | 'email' | 'note'
    text: string
    happened_at: IsoTime
    next_step: string | null
    next_on: IsoDate | null
  }
  'customer.update': { customer_id: Id; changes: FieldChanges }
  'customer.create': {
    customer_id: Id
    name: string
    at: IsoTime
    kind: string
    contact: { contact_id: Id; name: string; mobile: string } | null
    pin: NewPin | null
    front_photo: string | null
    shop_type: string
    channel: string
    grade: '' | 'A' | 'B' | 'C' | 'D'
    address: string
    invoice_title: string
    tax_number: string
  }
  'pin.propose': {
    change_id: Id
    customer_id: Id
    pin: NewPin
    visit_id: Id | null
    photo: string | null
    note: string
  }
  /** A pin that came from the address alone is right as it stands. */
  'pin.confirm': { customer_id: Id }
  'contact.save': { contact_id: Id; customer_id: Id; changes: FieldChanges }
  /** What is left out stays as it is; the home null is forgotten. */
  'day_ends.set': { person: Id; start: DayEnd; end: DayEnd; home?: NewPin | null }
  'consent.give': { policy: string; version: string }
  'consent.withdraw': { policy: string; version: string }
  'command.resolve': { command_id: Id; resolution: 'discard' | 'resend'; replacement?: Id }
  'shift.start': { shift_id: Id; at: IsoTime; by: 'clock_in' | 'check_in'; location: Location }
  'shift.add_fixes': { shift_id: Id; location: Location }
  'shift.break': { shift_id: Id; at: IsoTime }
  'shift.resume': { shift_id: Id; at: IsoTime }
  'shift.end': { shift_id: Id; at: IsoTime; location: Location; edited: boolean }
  'day_off.mark': { day_off_id: Id; person_id: Id; on: IsoDate; reason: string }
  'day_off.cancel': { day_off_id: Id }
  'shift_correction.ask': { correction_id: Id; on: IsoDate; started_at: IsoTime | null; ended_at: IsoTime | null; reason: string }
  'shift_correction.decide': { correction_id: Id; decision: 'accepted' | 'rejected'; note: string }
  'review.explain': { review_id: Id; note_id: Id; text: string; photos: PhotoRef[]; at: IsoTime }
  'daily_report.submit': { report_id: Id; on: IsoDate; at: IsoTime; problems: string; support: string; tomorrow: string }
  'daily_report.read': { report_ids: Id[] }
  'comment.add': { comment_id: Id; entity: CommentedEntity; record_id: Id; text: string; reply_to: Id | null; at: IsoTime }
  'order.approve': { order_id: Id; total: Money | null }
  'order.reject': { order_id: Id; reason: string }
  'conflict.resolve': { conflict_id: Id; choice: 'current' | 'other' }
}

export type Verb = keyof Payloads
export type CommandId = Id

/**
 * waiting: not yet believed to be on the server · acked: a valid receipt names it (kept until shown and 7 days old)
 * held: the server stored it and a person must decide · refused: the server did not take it, a person must decide
 * closed: resolved by a person.
 */
export type CommandState = 'waiting' | 'acked' | 'held' | 'refused' | 'closed'

export interface Reason {
  code: string
  message: string
  field?: string
}
