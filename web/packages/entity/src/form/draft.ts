/**
 * The state of one form: what was there, what a person typed, what is really changed.
 * Pure: screens hold it in a ref. Sends only changed fields, so that two people who edit different
 * fields of one record never undo each other.
 */
import type { EntityMeta, EntityRecord, FieldMeta, FieldProblem } from '../types'

export type Draft = Record<string, unknown>

/** Equal as the server would see it: an empty text and "nothing" are the same. */
export function sameValue(a: unknown, b: unknown): boolean {
  const left = a === '' || a === undefined ? null : a
  const right = b === '' || b === undefined ? null : b
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object') return false
  return JSON.stringify(left) === JSON.stringify(right)
}

/**
 * The fields that a person may type into, by section; sections without any are left out. A field whose type has no
 * editor has a page of its own (the steps of a visit type): the form neither shows it nor misses it.
 */
export function editableSections(entity: EntityMeta, editing = false, typed: (field: FieldMeta) => boolean = () => true): { label: string; fields: FieldMeta[] }[] {
  return entity.sections
    .map((section) => ({
      label: section.label,
      fields: section.fields
        .map((key) => entity.fields[key])
        .filter((field): field is FieldMeta => Boolean(field) && !field?.read_only && !(editing && field?.create_only))
        .filter(typed),
    }))
    .filter((section) => section.fields.length > 0)
}

/** What the server would put in where a person leaves a field alone; a form shows it from the start. */
export function defaultsOf(fields: FieldMeta[]): Draft {
  return Object.fromEntries(fields.filter((field) => field.default !== undefined).map((field) => [field.key, field.default]))
}

export function startDraft(fields: FieldMeta[], record?: Record<string, unknown>): Draft {
  const draft: Draft = {}
  for (const field of fields) {
    const value = record?.[field.key]
    draft[field.key] = value === undefined ? null : structuredClone(toPlain(value))
  }
  return draft
}

/** Reactive proxies cannot be cloned by the platform; JSON values survive this unharmed. */
function toPlain(value: unknown): unknown {
  return value !== null && typeof value === 'object' ? JSON.parse(JSON.stringify(value)) : value
}

export function changedFields(draft: Draft, record?: Record<string, unknown>): Draft {
  const changes: Draft = {}
  for (const [key, value] of Object.entries(draft)) {
    if (!sameValue(value, record?.[key])) changes[key] = value === '' ? null : value
  }
  return changes
}

/** Required fields that are still empty. The server checks again; this only spares a round trip. */
export function missingFields(fields: FieldMeta[], draft: Draft): string[] {
  return fields
    .filter((field) => field.required && !field.read_only && isEmpty(draft[field.key]))
    .map((field) => field.key)
}

export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true
  if (typeof value === 'string') return value.trim() === ''
  return Array.isArray(value) && value.length === 0
}

/** Messages by top-level field, so that "lines.0.quantity" appears at "lines". */
export function messagesByField(errors: FieldProblem[] | undefined): Record<string, string> {
  const messages: Record<string, string> = {}
  for (const error of errors ?? []) {
    const key = error.field.split('.')[0] || '*'
    messages[key] = messages[key] ? `${messages[key]} ${error.message}` : error.message
  }
  return messages
}

export interface Conflict {
  field: string
  yours: unknown
  theirs: unknown
}

/** The fields that really disagree after somebody else was faster. */
export function conflictsOf(
  changes: Draft,
  before: EntityRecord,
  current: EntityRecord,
  named: FieldProblem[] = [],
): Conflict[] {
  const keys = named.length ? named.map((error) => error.field.split('.')[0] ?? '') : Object.keys(changes)
  return keys
    .filter((key) => key in changes && !sameValue(current[key], changes[key]))
    .filter((key) => named.length > 0 || !sameValue(current[key], before[key]))
    .map((field) => ({ field, yours: changes[field], theirs: current[field] }))
}

/** What is sent after the person decided: his changes without those he gave up. */
export function resolved(changes: Draft, givenUp: string[]): Draft {
  return Object.fromEntries(Object.entries(changes).filter(([key]) => !givenUp.includes(key)))
}
