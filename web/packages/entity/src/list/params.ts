/**
 * The state of a list is its address: the same flat names that the API takes (q, page, size, sort,
 * bin, FIELD, FIELD.from, FIELD.to, FIELD.empty, FIELD.unconfirmed), so that a list can be sent to a colleague,
 * reloaded and exported without translating anything.
 */
import type { Params } from '../source'
import type { EntityMeta } from '../types'

export const PAGE_SIZES = [20, 50, 100] as const
export const DEFAULT_SIZE = 50
/** The server serves no row beyond this; narrowing is the only way on. */
export const DEEPEST_ROW = 100_000

const SUFFIXES = ['', '.from', '.to', '.empty', '.unconfirmed']

/** All parameter names that belong to one filter field. */
export function namesOf(field: string): string[] {
  return SUFFIXES.map((suffix) => field + suffix)
}

/** Only what this entity can filter by; a stale or foreign address must not become a 422. */
export function cleanParams(entity: EntityMeta, raw: Record<string, unknown>): Params {
  const allowed = new Set(['q', 'page', 'size', 'sort', 'bin', ...entity.filters.flatMap(namesOf)])
  const clean: Params = {}
  for (const [name, value] of Object.entries(raw)) {
    const text = Array.isArray(value) ? value[0] : value
    if (allowed.has(name) && typeof text === 'string' && text !== '') clean[name] = text
  }
  return clean
}

/** What is asked of the server. An order is only named when somebody chose one: the list's own is the server's fastest. */
export function requestParams(params: Params): Params {
  return {
    ...params,
    page: String(pageOf(params)),
    size: String(sizeOf(params)),
  }
}

/** A list is asked only for what it shows: its columns, the title and what marks it. Unlisted fields are on the record's page. */
export function withFields(entity: EntityMeta, columns: readonly string[], marks: readonly string[], params: Params): Params {
  const shown = [...new Set([entity.title_field, ...columns, ...marks])].filter((key) => isListed(entity, key))
  return shown.length ? { ...params, fields: shown.sort().join() } : params
}

/** Whether lists can show a field at all. */
export const isListed = (entity: EntityMeta, key: string): boolean => entity.fields[key] !== undefined && entity.fields[key].listed !== false

export function pageOf(params: Params): number {
  const page = Number.parseInt(params.page ?? '1', 10)
  return Number.isFinite(page) && page > 0 ? page : 1
}

export function sizeOf(params: Params): number {
  const size = Number.parseInt(params.size ?? '', 10)
  return PAGE_SIZES.includes(size as (typeof PAGE_SIZES)[number]) ? size : DEFAULT_SIZE
}

/** How many pages can be opened at all. */
export function lastPage(total: number, size: number): number {
  return Math.max(1, Math.ceil(Math.min(total, DEEPEST_ROW) / size))
}

/** Merges changes; an empty value removes its name; any change but of the page starts at page one. */
export function withParams(params: Params, changes: Record<string, string | undefined>): Params {
  const next: Params = { ...params }
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') delete next[name]
    else next[name] = value
  }
  if (!('page' in changes)) delete next.page
  return next
}

export function activeFilters(entity: EntityMeta, params: Params): string[] {
  return entity.filters.filter((field) => namesOf(field).some((name) => params[name]))
}

export function withoutFilter(params: Params, field: string): Params {
  return withParams(params, Object.fromEntries(namesOf(field).map((name) => [name, undefined])))
}

export type Direction = 'up' | 'down' | null

export function sortDirection(entity: EntityMeta, params: Params, field: string): Direction {
  const first = (params.sort ?? entity.default_sort ?? '').split(',')[0]
  if (first === field) return 'up'
  return first === `-${field}` ? 'down' : null
}

/** A click on a head: rising, falling, then the list's own order again. */
export function nextSort(entity: EntityMeta, params: Params, field: string): string | undefined {
  const now = sortDirection(entity, params, field)
  if (now === null) return field
  return now === 'up' ? `-${field}` : undefined
}

/** What goes to the export: the same filters and order, never the page. */
export function exportParams(params: Params): Params {
  const { page: _page, size: _size, ...rest } = requestParams(params)
  return rest
}
