/** One position fix as received, in the words of a table. Pure. */
export interface FixRow {
  at: string
  place: string
  datum: string
  accuracy: number | null
  source: string
}

export function fixRow(raw: Record<string, unknown>): FixRow {
  const { lat, lng, datum, accuracy, at, source } = raw as { lat?: number; lng?: number; datum?: string; accuracy?: number | null; at?: string; source?: string }
  const known = typeof lat === 'number' && typeof lng === 'number'
  return {
    at: at ?? '',
    place: known ? `${lat.toFixed(5)}, ${lng.toFixed(5)}` : '—',
    datum: datum ?? '',
    accuracy: typeof accuracy === 'number' ? accuracy : null,
    source: source ?? '',
  }
}
