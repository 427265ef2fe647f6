/** The report of an import as the page shows it. Pure; texts come in all three languages and fall back. */
import { pickLabel } from '@outrider/entity/src/titles'

export interface ImportReport {
  dryRun: boolean
  cancelled: boolean
  /** The import as a whole, when it has written: by it one takes it back. */
  batch: string
  rows: number
  counts: { created: number; updated: number; unchanged: number; mended: number; refused: number }
  mended: Tally[]
  refused: Tally[]
  details: Detail[]
}
export interface Tally {
  code: string
  count: number
  text: string
}
export interface Detail {
  row: number
  name: string
  outcome: string
  reasons: string[]
}

const number = (value: unknown) => (typeof value === 'number' ? value : 0)
const list = (value: unknown) => (Array.isArray(value) ? (value as Record<string, unknown>[]) : [])

export function readReport(result: unknown, locale: string): ImportReport | null {
  if (!result || typeof result !== 'object') return null
  const raw = result as Record<string, unknown>
  if ('binned' in raw) return null
  const tally = (value: unknown): Tally[] =>
    list(value).map((one) => ({ code: String(one.code ?? ''), count: number(one.count), text: pickLabel(one.text, locale) || String(one.code ?? '') }))
  return {
    dryRun: raw.dry_run === true,
    cancelled: raw.cancelled === true,
    batch: typeof raw.batch === 'string' ? raw.batch : '',
    rows: number(raw.rows),
    counts: { created: number(raw.created), updated: number(raw.updated), unchanged: number(raw.unchanged), mended: number(raw.mended), refused: number(raw.refused) },
    mended: tally(raw.mended_reasons),
    refused: tally(raw.refused_reasons),
    details: list(raw.details).map((one) => ({
      row: number(one.row),
      name: String(one.name ?? ''),
      outcome: String(one.outcome ?? ''),
      reasons: list(one.reasons).map((reason) => pickLabel(reason.text, locale) || String(reason.code ?? '')),
    })),
  }
}

/** The lines to look at: all, or only those with one outcome. */
export function linesOf(report: ImportReport, outcome: string): Detail[] {
  if (outcome === 'refused') return report.details.filter((line) => line.outcome === 'refused')
  if (outcome === 'mended') return report.details.filter((line) => line.outcome !== 'refused')
  return report.details
}

export function percent(done: number, total: number | null): number {
  return total ? Math.min(100, Math.round((done / total) * 100)) : 0
}

/** What became of taking an import back; null for every other result. */
export function readUndone(result: unknown, locale: string): { counts: { binned: number; restored: number; kept: number }; details: { name: string; reason: string }[] } | null {
  if (!result || typeof result !== 'object' || !('binned' in result)) return null
  const raw = result as Record<string, unknown>
  return {
    counts: { binned: number(raw.binned), restored: number(raw.restored), kept: number(raw.kept) },
    details: list(raw.details).map((one) => ({ name: String(one.name ?? ''), reason: pickLabel(one.reason, locale) })),
  }
}
