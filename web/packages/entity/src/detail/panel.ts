/** Brings the two shapes of panel rows (lists, tables by key) into one, and writes values as people read them. */
import { dayWords, listWords, momentWords, moneyWords } from '../words'
import { pickLabel } from '../titles'
import type { PanelData } from '../types'

export interface PanelColumn {
  key: string
  label: string
  numeric: boolean
}
export interface PanelRow {
  cells: unknown[]
  link: { entity: string; id: string } | null
}

const NUMERIC = new Set(['money', 'integer', 'quantity', 'duration'])

function columnOf(raw: unknown, index: number): PanelColumn & { type: string } {
  if (typeof raw === 'string') return { key: raw, label: raw, numeric: false, type: '' }
  const { key, label, type } = (raw ?? {}) as { key?: string; label?: unknown; type?: string }
  return {
    key: key ?? String(index),
    label: pickLabel(label ?? '', 'zh-Hans'),
    numeric: NUMERIC.has(type ?? ''),
    type: type ?? '',
  }
}

function linkOf(row: Record<string, unknown>): PanelRow['link'] {
  const { _entity, _id, entity, id } = row as Record<string, string | undefined>
  const kind = _entity ?? entity
  const key = _id ?? id
  return kind && key ? { entity: kind, id: key } : null
}

/** The panel as a plain table: heads and cells in one order; a row that names its record becomes a link. */
export function panelTable(panel: PanelData | null): { columns: PanelColumn[]; rows: PanelRow[] } {
  const rows = panel?.rows ?? []
  let columns = (panel?.columns ?? []).map(columnOf)
  const first = rows[0]
  if (!columns.length && first && typeof first === 'object' && !Array.isArray(first)) {
    const keys = Object.keys(first).filter((key) => !['id', 'entity'].includes(key) && !key.startsWith('_'))
    columns = keys.map((key, index) => ({ ...columnOf(key, index), label: '' }))
  }
  return {
    columns,
    rows: rows.map((row) => {
      if (Array.isArray(row)) return { cells: row, link: null }
      const table = row as Record<string, unknown>
      return {
        cells: columns.map((column) => (column.type === 'money' ? moneyWords(table[column.key]) : table[column.key])),
        link: linkOf(table),
      }
    }),
  }
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/
const DAY = /^\d{4}-\d{2}-\d{2}$/

export function panelValue(value: unknown, locale: string, yes: string, no: string): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value === 'boolean') return value ? yes : no
  if (typeof value === 'string' && MOMENT.test(value)) return momentWords(value, locale)
  if (typeof value === 'string' && DAY.test(value)) return dayWords(value, locale)
  if (Array.isArray(value)) return listWords(value.map((one) => panelValue(one, locale, yes, no)), locale)
  if (typeof value === 'object') return pickLabel(value, locale) || JSON.stringify(value)
  return String(value)
}
