/** Reads the answer of a bulk call: how many went through, and why the others did not. */
import type { BulkLine } from '../types'

const GOOD = new Set(['ok', 'done', 'updated', 'deleted', 'restored', 'applied', 'success'])

function went(line: BulkLine): boolean {
  if (line.error) return false
  if (typeof line.status === 'number') return line.status < 400
  return GOOD.has(line.status) || /^2\d\d$/.test(line.status) || !line.error
}

export function countBulk(lines: BulkLine[]): { done: number; refused: BulkLine[] } {
  const refused = lines.filter((line) => !went(line))
  return { done: lines.length - refused.length, refused }
}

function reasonOf(line: BulkLine): string {
  if (typeof line.error === 'string') return line.error
  const body = line.error as { detail?: string; title?: string; message?: string } | null | undefined
  return body?.detail ?? body?.message ?? body?.title ?? ''
}

/** Equal reasons counted once, the most frequent first. */
export function reasonsOf(lines: BulkLine[]): { reason: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(reasonOf(line), (counts.get(reasonOf(line)) ?? 0) + 1)
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count)
}
