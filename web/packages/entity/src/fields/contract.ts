/**
 * What one field type is on the screen. A folder under `fields/` with the server's key gives one of
 * these; generic code asks the registry and never looks at the key itself.
 */
import type { Component } from 'vue'
import type { FieldMeta } from '../types'

export interface WordsContext {
  /** Display titles of a reference, in the order of the ids. */
  titles?: string[]
  locale: string
  t: (key: string, values?: Record<string, unknown>) => string
}

export interface FieldType {
  /** Props: value, field, record?, entity? */
  Display: Component
  /** Props: modelValue, field, invalid?; emits update:modelValue. Null when people cannot type it. */
  Edit: Component | null
  /** Props: field, params; emits change(changes). Null when the list cannot be narrowed by it. */
  Filter: Component | null
  /** The value in plain words: chips, conflict tables, history. */
  words: (value: unknown, field: FieldMeta, context: WordsContext) => string
  /** Right-aligned with tabular figures. */
  numeric?: boolean
  /** Small and plain enough to be changed in a cell of a list. */
  inline?: boolean
  /** A key of the catalogue: the word beside a record's name while this value wants somebody's attention. */
  mark?: (value: unknown) => string | null
  /** Takes the whole width of a form. */
  wide?: boolean
  /** Least width of a list column, in units of the 4-px grid. */
  columnWidth?: number
}

export const text = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
