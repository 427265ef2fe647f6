/** What changed in one journal row, in the fields that people know. Pure. */
import { isEmpty, sameValue } from '../form/draft'
import type { EntityMeta } from '../types'

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value)
}

/** The journal keeps money and quantities as the database does: whole numbers of 1/10,000 and 1/1,000. */
const SCALES: Record<string, number> = { money: 10_000, quantity: 1000 }

export function journalValue(value: unknown, type: string): unknown {
  const scale = SCALES[type]
  return scale && typeof value === 'number' ? String(value / scale) : value
}

export interface Change {
  key: string
  label: string
  before: unknown
  after: unknown
}

/** A record's first row names everything it began with; that is a list to open, not to read. */
export function isBirth(changes: Change[]): boolean {
  return changes.length > 4 && changes.every((change) => isEmpty(change.before))
}

/** The journal speaks of columns ("owner_id"); what is no field of the entity is machinery and stays out. */
export function changedPairs(changes: Record<string, unknown> | undefined, entity: EntityMeta): Change[] {
  return Object.entries(changes ?? {}).flatMap(([column, change]) => {
    const key = entity.fields[column] ? column : column.replace(/_id$/, '')
    const field = entity.fields[key]
    if (!field) return []
    const [before, after] = (Array.isArray(change) && change.length === 2 ? change : [null, change]).map((one) => journalValue(one, field.type))
    return sameValue(before, after) ? [] : [{ key, label: field.label, before, after }]
  })
}
