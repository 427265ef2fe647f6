/**
 * The words in which the generic screens speak of entities. The wire's own shapes come from
 * `packages/data`; only what a screen adds to them stands here.
 */
import type { BulkResult, FieldSpec, ListParams, Row } from '@outrider/data'

export type {
  BulkResult,
  EntityMeta,
  HistoryRow,
  Meta,
  Panel as PanelData,
  ProblemBody,
  SearchHit,
  TimelineItem,
  VerbSpec as VerbMeta,
} from '@outrider/data'
export type FieldMeta = FieldSpec
export type { ListParams }

/** A title beside an id: one for a reference, several for a list of ids. */
export type Titles = Record<string, string | string[] | Record<string, string> | null | undefined>

/** A row with what a detail adds: what this reader may do with it now. */
export type EntityRecord = Omit<Row, '_titles'> & {
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

export interface FieldProblem {
  field: string
  code: string
  message: string
  yours?: unknown
  theirs?: unknown
}

export type BulkLine = BulkResult['results'][number]
