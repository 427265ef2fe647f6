/** A person's saved views of one list: what is kept of its address, and which of them is being looked at. Pure. */
import type { Params } from '../source'
import type { EntityRecord } from '../types'

export interface SavedView {
  id: string
  version: number
  name: string
  query: string
  columns: string[]
}

/** What belongs to a view: filters, search, order and page size; never the page, never the bin. */
export function viewQuery(params: Params): string {
  const kept = Object.entries(params).filter(([name]) => name !== 'page' && name !== 'bin')
  return new URLSearchParams(kept.sort(([a], [b]) => a.localeCompare(b))).toString()
}

export function paramsOf(query: string): Params {
  return Object.fromEntries(new URLSearchParams(query))
}

export function asView(row: EntityRecord): SavedView {
  const columns = Array.isArray(row.columns) ? row.columns.filter((one): one is string => typeof one === 'string') : []
  return { id: row.id, version: row.version, name: String(row.name ?? ''), query: String(row.query ?? ''), columns }
}

export function sameView(view: SavedView, params: Params, columns: string[]): boolean {
  return view.query === viewQuery(params) && view.columns.join() === columns.join()
}

/** The view that the screen shows as it was saved; else the one that was opened last and changed since. */
export function currentView(views: SavedView[], params: Params, columns: string[], opened: string | null): { view: SavedView | null; changed: boolean } {
  const same = views.find((view) => sameView(view, params, columns))
  if (same) return { view: same, changed: false }
  const last = views.find((view) => view.id === opened) ?? null
  return { view: last, changed: last !== null }
}
