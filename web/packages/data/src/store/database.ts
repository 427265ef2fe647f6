/**
 * One IndexedDB per person (`outrider-rep-<person>`): records as shown, and beside them the queue with its photos.
 * Promise: what a resolved transaction wrote survives a crash of the browser (durability strict, F11).
 */
import { Dexie } from 'dexie'
import type { Table } from 'dexie'
import type { Defences } from '../defences.ts'
import type { Environment } from '../environment.ts'
import type { EntityKey, LocalRecord } from '../records.ts'
import type * as D from '../records.day.ts'
import type * as R from '../records.ts'
import type { Tables } from '../types.ts'
import type { Base, Draft, MetaValues, QueuedCommand, SearchKeys, StoredBytes, StoredPhoto } from './rows.ts'

// On localhost Dexie names every task for a debugger, and the browser then parses the whole script once more for it.
Dexie.debug = false

export const TABLE_OF: Record<EntityKey, keyof Tables> = {
  customer: 'customers',
  contact: 'contacts',
  activity: 'activities',
  product: 'products',
  price_list: 'price_lists',
  must_stock_list: 'must_stock_lists',
  visit_type: 'visit_types',
  visit: 'visits',
  visit_plan: 'visit_plans',
  order: 'orders',
  person: 'people',
  tag: 'tags',
  notice: 'notices',
  sync_conflict: 'conflicts',
  shift: 'shifts',
  day_off: 'days_off',
  shift_correction: 'shift_corrections',
  review: 'reviews',
  comment: 'comments',
  daily_report: 'daily_reports',
  team_day: 'team_days',
  day_ends: 'day_ends',
  known_shops: 'known_shops',
  past_month: 'past_months',
}

export const ENTITIES = Object.keys(TABLE_OF) as EntityKey[]

/** Entities that hang on a customer (by their field `customer`) and leave the phone with it. */
export const SUBTREE: EntityKey[] = ['contact', 'activity', 'visit', 'visit_plan', 'order']

// Never edit a published version: add the next one. Only indexed fields are named here.
/** Raised with every change of `SCHEMA`; an older phone's tables are brought to it as they are, row by row untouched. */
const VERSION = 6

const SCHEMA: Record<string, string> = {
  customers: 'id, owner, name_sort, kind, grade, shop_type, last_visit_on',
  contacts: 'id, customer',
  products: 'id, sort_order, status',
  price_lists: 'id',
  must_stock_lists: 'id, shop_type',
  visit_types: 'id',
  visit_plans: 'id, [on+position], on, customer, visit',
  visits: 'id, [customer+checked_in_at], customer, checked_in_at, status, business_date, plan',
  orders: 'id, [customer+placed_at], customer, placed_at, visit, status, business_date',
  activities: 'id, [customer+happened_at], customer',
  people: 'id',
  tags: 'id',
  notices: 'id, at',
  conflicts: 'id, record_id',
  shifts: 'id, business_date, status',
  days_off: 'id, on',
  shift_corrections: 'id, on',
  reviews: 'id, visit, asked_at',
  comments: 'id, record_id, at',
  daily_reports: 'id, on',
  team_days: 'id',
  day_ends: 'id',
  known_shops: 'id',
  past_months: 'id',
  commands: 'id, &seq, [state+seq], state, *touches, listed',
  bases: 'key',
  photo_list: 'photo_id, digest, shown_digest, state, draft_key, command_id',
  photo_bytes: 'digest',
  drafts: 'key',
  meta: 'key',
  search_keys: 'id',
}

export class PersonDatabase extends Dexie implements Tables {
  declare customers: Table<R.Customer, string>
  declare contacts: Table<R.Contact, string>
  declare products: Table<R.Product, string>
  declare price_lists: Table<R.PriceList, string>
  declare must_stock_lists: Table<R.MustStockList, string>
  declare visit_types: Table<R.VisitType, string>
  declare visit_plans: Table<R.VisitPlan, string>
  declare visits: Table<R.Visit, string>
  declare orders: Table<R.Order, string>
  declare activities: Table<R.Activity, string>
  declare people: Table<R.PersonName, string>
  declare tags: Table<R.Tag, string>
  declare notices: Table<R.Notice, string>
  declare conflicts: Table<R.Conflict, string>
  declare shifts: Table<D.Shift, string>
  declare days_off: Table<D.DayOff, string>
  declare shift_corrections: Table<D.ShiftCorrection, string>
  declare reviews: Table<D.Review, string>
  declare comments: Table<D.Comment, string>
  declare daily_reports: Table<D.DailyReport, string>
  declare team_days: Table<D.TeamDay, string>
  declare day_ends: Table<D.DayEnds, string>
  declare known_shops: Table<D.KnownShops, string>
  declare past_months: Table<D.PastMonth, string>
  declare commands: Table<QueuedCommand, string>
  declare bases: Table<Base, string>
  declare photo_list: Table<StoredPhoto, string>
  declare photo_bytes: Table<StoredBytes, string>
  declare drafts: Table<Draft, string>
  declare meta: Table<{ key: string; value: unknown }, string>
  declare search_keys: Table<SearchKeys, string>

  /** Grows when this tab changes what is searched; other tabs see `search_stamp`. */
  searchChanges = 0

  constructor(name: string, env: Environment, defences: Defences) {
    super(name, {
      indexedDB: env.indexedDB,
      IDBKeyRange: env.IDBKeyRange,
      // F11: without this Chromium reports "complete" before the bytes are on the disk.
      chromeTransactionDurability: defences.F11_durability,
    })
    // One version alone: each further one is read and compared at every start, half a screen's time on a cheap phone.
    this.version(VERSION).stores(SCHEMA)
  }

  records(entity: EntityKey): Table<LocalRecord, string> {
    return this.table(TABLE_OF[entity]) as Table<LocalRecord, string>
  }

  async fact<K extends keyof MetaValues>(key: K): Promise<MetaValues[K] | undefined> {
    return (await this.meta.get(key))?.value as MetaValues[K] | undefined
  }

  async setFact<K extends keyof MetaValues>(key: K, value: MetaValues[K]): Promise<void> {
    await this.meta.put({ key, value })
  }
}
