/**
 * The door through which the generic screens read and write. They never know who answers:
 * the console gives the server behind `packages/data`, a test gives a small table in memory.
 */
import { inject, type InjectionKey } from 'vue'
import type {
  BulkResult,
  EntityMeta,
  EntityRecord,
  HistoryRow,
  ListPage,
  Meta,
  PanelData,
  SearchHit,
  TimelineItem,
} from './types'

/** The flat names of the API's query: q, page, size, sort, bin, FIELD, FIELD.from, FIELD.to, FIELD.empty. */
export type Params = Record<string, string>

export interface EntitySource {
  list(path: string, params: Params): Promise<ListPage>
  get(path: string, id: string): Promise<EntityRecord>
  create(path: string, data: Record<string, unknown>): Promise<EntityRecord>
  patch(path: string, id: string, version: number, changes: Record<string, unknown>): Promise<EntityRecord>
  remove(path: string, id: string, version: number): Promise<void>
  restore(path: string, id: string): Promise<void>
  bulk(path: string, action: string, ids: string[], data: Record<string, unknown>): Promise<BulkResult>
  act(path: string, id: string, verb: string, params: Record<string, unknown>): Promise<EntityRecord>
  timeline(path: string, id: string, before: string | null): Promise<{ items: TimelineItem[]; next: string | null }>
  panel(path: string, id: string, key: string): Promise<PanelData>
  history(path: string, id: string): Promise<HistoryRow[]>
  reveal(path: string, id: string, field: string): Promise<string>
  download(path: string, format: 'csv' | 'xlsx', params: Params): Promise<{ blob: Blob; name: string }>
  search(text: string): Promise<SearchHit[]>
  /** Stores one picture and answers its SHA-256. */
  upload(file: Blob): Promise<string>
  /** An address at which a photo can be shown, seen through the record `of` ("visit:UUID"). */
  picture(digest: string, of: string, size: 'thumb' | 'full'): Promise<string>
}

export interface EntityContext {
  source: EntitySource
  meta: () => Meta
  locale: () => string
  /** The company's day, "2026-11-23". */
  today: () => string
  /** Where a record is opened, or null when nobody has a page for it. */
  recordUrl: (entity: string, id: string) => string | null
  /** What to tell a person about a failure, in his language. */
  explain: (error: unknown) => string
}

export const entityContextKey: InjectionKey<EntityContext> = Symbol('entity context')

/** The context given by the shell; a screen outside one is a programming fault. */
export function useEntityContext(): EntityContext {
  const context = inject(entityContextKey)
  if (!context) throw new Error('entity screens need a provided EntityContext')
  return context
}

/** The declaration of one entity, or undefined when this person may not see it. */
export function entityOf(context: EntityContext, key: string): EntityMeta | undefined {
  return context.meta().entities[key]
}
