/**
 * What a verb does to the rows on this phone before the server has seen it. An effect is pure over the command and
 * one row at a time, and harmless when the server's row already contains it: shown row = server row + effects of the
 * commands that no pull has shown yet, replayed after every pull (F15).
 */
import type { Payloads, Verb } from '../commands.ts'
import type { EntityKey, RecordOf } from '../records.ts'
import type { Key } from '../store/rows.ts'
import { keyOf } from '../store/rows.ts'

/** What the phone knew when the act was saved; stored with the command, so that a replay needs nothing else. */
export interface Facts {
  person: string
  /** Company time of the act, RFC 3339. */
  at: string
  today: string
  [name: string]: unknown
}

export interface Patch {
  entity: EntityKey
  id: string
  apply(row: unknown): unknown
}

/** A patch of one record; `undefined` in = there is no such row, `undefined` out = leave it so. */
export function patch<E extends EntityKey>(
  entity: E,
  id: string | null | undefined,
  apply: (row: RecordOf[E] | undefined) => RecordOf[E] | undefined,
): Patch[] {
  return id ? [{ entity, id, apply: apply as (row: unknown) => unknown }] : []
}

/** Changes an existing row, leaves a missing one missing. */
export function amend<E extends EntityKey>(
  entity: E,
  id: string | null | undefined,
  change: (row: RecordOf[E]) => Partial<RecordOf[E]>,
): Patch[] {
  return patch(entity, id, (row) => (row ? { ...row, ...change(row) } : row))
}

export interface Links {
  /** Makes or edits these: later commands on them come after this one. */
  owns: Key[]
  /** Cannot be stored before these exist: waits also for a refused maker. */
  needs?: Key[]
  /** Should come after what is queued for these, but never waits for a refused one. */
  after?: Key[]
}

/** Reads rows while the act is saved (inside its transaction), to keep what the effect needs. */
export interface Reader {
  get<E extends EntityKey>(entity: E, id: string | null | undefined): Promise<RecordOf[E] | undefined>
}

export interface Effect<V extends Verb> {
  /** Tables that `gather` reads and the patches write. */
  entities: EntityKey[]
  links(payload: Payloads[V]): Links
  gather?(payload: Payloads[V], reader: Reader): Promise<Record<string, unknown>>
  patches(payload: Payloads[V], facts: Facts): Patch[]
}

/** Times in records are UTC, as the server writes them, so that indexes sort shown and pulled rows alike. */
export function utc(at: string): string {
  const ms = Date.parse(at)
  return Number.isFinite(ms) ? new Date(ms).toISOString() : at
}

/** Display titles from what was gathered: `titlesOf(facts, { customer: 'customer_name' })`. */
export function titlesOf(facts: Facts, names: Record<string, string>): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [field, fact] of Object.entries(names)) {
    const value = facts[fact]
    if (typeof value === 'string') found[field] = value
  }
  return found
}

export const keys = (entity: EntityKey, id: string | null | undefined): Key[] => (id ? [keyOf(entity, id)] : [])
