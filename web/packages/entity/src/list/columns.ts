/**
 * Which columns a person wants to see, in which order. Kept in this browser per entity; a column
 * that the server no longer offers simply falls out.
 */
import { fieldType } from '../fields/registry'
import type { EntityMeta } from '../types'
import { isListed } from './params'

export interface TextStore {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

const keyOf = (entity: EntityMeta) => `outrider.columns.${entity.key}`

/** Field types that make no sense in a cell; they belong to the record's page. */
const TOO_LARGE = new Set(['json', 'steps', 'long_text', 'pin'])

/** Everything that may be a column: the declared ones first, then the other fields. */
export function possibleColumns(entity: EntityMeta): string[] {
  const others = Object.values(entity.fields)
    .filter((field) => !entity.columns.includes(field.key) && isListed(entity, field.key) && !TOO_LARGE.has(field.type))
    .map((field) => field.key)
  return [...entity.columns.filter((key) => isListed(entity, key)), ...others]
}

export function chosenColumns(entity: EntityMeta, store: TextStore): string[] {
  const declared = entity.columns.filter((key) => isListed(entity, key))
  try {
    const kept: unknown = JSON.parse(store.getItem(keyOf(entity)) ?? 'null')
    if (!Array.isArray(kept)) return declared
    const valid = kept.filter((key): key is string => typeof key === 'string' && isListed(entity, key))
    return valid.length ? valid : declared
  } catch {
    return declared
  }
}

/** Keeps a choice; null goes back to the declared columns. */
export function keepColumns(entity: EntityMeta, columns: string[] | null, store: TextStore): void {
  if (columns) store.setItem(keyOf(entity), JSON.stringify(columns))
  else store.removeItem(keyOf(entity))
}

/** Adds or removes one column; the title stays, because a row without a name is no row. */
export function toggleColumn(entity: EntityMeta, columns: string[], key: string): string[] {
  if (key === entity.title_field) return columns
  if (columns.includes(key)) return columns.filter((column) => column !== key)
  return [...columns, key]
}

/** The fields that may put a mark beside a record's name. */
export function markFields(entity: EntityMeta): string[] {
  return Object.values(entity.fields).filter((field) => fieldType(field.type).mark).map((field) => field.key)
}
