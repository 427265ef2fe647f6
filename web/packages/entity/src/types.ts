/**
 * What the server says about its entities (GET /api/meta) and the records it gives.
 * Owns the shapes only; every label here is already in the reader's language.
 */

/** A key into the field registry: the name of one folder under `fields/`. */
export type FieldTypeKey = string

export interface Option {
  value: string
  label: string
}

export interface FieldMeta {
  key: string
  label: string
  type: FieldTypeKey
  required?: boolean
  read_only?: boolean
  help?: string | null
  max_length?: number | null
  options?: Option[] | null
  reference?: string | null
  masked?: boolean
  offline?: boolean
}

export interface VerbMeta {
  key: string
  label: string
  icon?: string | null
  danger?: boolean
  params: FieldMeta[]
  bulk?: boolean
}

export interface SectionMeta {
  label: string
  fields: string[]
}

export interface Abilities {
  read: boolean
  create: boolean
  update: boolean
  delete: boolean
  export: boolean
}

export interface EntityMeta {
  key: string
  path: string
  label: string
  plural_label: string
  icon?: string | null
  title_field: string
  sections: SectionMeta[]
  columns: string[]
  filters: string[]
  sorts: string[]
  default_sort: string
  fields: Record<string, FieldMeta>
  verbs: VerbMeta[]
  can: Abilities
  panels: { key: string; label: string }[]
  bin: boolean
  bulk_limit: number
}

export interface StepKindMeta {
  key: string
  label: string
  icon?: string | null
  config_fields?: FieldMeta[]
}

export interface Meta {
  version: string
  company?: Record<string, unknown> | null
  person?: Record<string, unknown> | null
  modules?: Record<string, unknown>
  step_kinds: StepKindMeta[]
  entities: Record<string, EntityMeta>
}

/** A title beside an id: one for a reference, several for a list of ids. */
export type Titles = Record<string, string | string[] | Record<string, string> | null | undefined>

export interface EntityRecord {
  id: string
  version: number
  _titles?: Titles
  _can?: { update?: boolean; delete?: boolean; verbs?: string[] }
  created_at?: string
  updated_at?: string
  [field: string]: unknown
}

export interface ListPage {
  items: EntityRecord[]
  total: number
  page: number
  size: number
}

export interface TimelineItem {
  kind: string
  entity: string
  id: string
  at: string
  title: string
  text?: string | null
  person?: string | { id: string; name: string } | null
  photos?: { digest: string; url?: string | null }[]
  facts?: Record<string, unknown> | { label: string; value: unknown }[]
}

export interface TimelinePage {
  items: TimelineItem[]
  next: string | null
}

export interface PanelData {
  key: string
  label: string
  kind: 'facts' | 'rows' | 'text'
  facts?: { label: string; value: unknown }[]
  columns?: (string | { key: string; label: string; type?: string })[]
  rows?: (unknown[] | Record<string, unknown>)[]
  text?: string
}

export interface HistoryRow {
  at: string
  actor?: string | { id: string; name: string } | null
  source?: string | null
  verb: string
  changes: Record<string, [unknown, unknown]>
}

export interface SearchHit {
  entity: string
  id: string
  title: string
  subtitle?: string | null
}

export interface BulkResult {
  results: { id: string; status: string | number; error?: ProblemBody | string | null }[]
}

export interface FieldProblem {
  field: string
  code: string
  message: string
  yours?: unknown
  theirs?: unknown
}

/** The server's one problem format (RFC 9457). */
export interface ProblemBody {
  status: number
  code: string
  title?: string
  detail?: string
  errors?: FieldProblem[]
  current?: EntityRecord
}
