/** What changed in one journal row, in the fields that people know. Pure. */
import { sameValue } from '../form/draft'
import type { EntityMeta } from '../types'

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value)
}

export interface Change {
  key: string
  label: string
  before: unknown
  after: unknown
}

/** The journal speaks of columns ("owner_id"); what is no field of the entity is machinery and stays out. */
export function changedPairs(changes: Record<string, unknown> | undefined, entity: EntityMeta): Change[] {
  return Object.entries(changes ?? {}).flatMap(([column, change]) => {
    const key = entity.fields[column] ? column : column.replace(/_id$/, '')
    const field = entity.fields[key]
    if (!field) return []
    const [before, after] = Array.isArray(change) && change.length === 2 ? change : [null, change]
    return sameValue(before, after) ? [] : [{ key, label: field.label, before, after }]
  })
}
