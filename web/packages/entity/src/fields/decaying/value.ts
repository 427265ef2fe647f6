/** A figure that halves every thirty days, kept as millionths of a logarithm since 2020. Pure. */
const EPOCH = Date.UTC(2020, 0, 1)
const HALF_LIFE_MS = 30 * 86_400_000

/** The figure at a moment, with one decimal; empty when there is none. */
export function decayedWords(stored: unknown, atMs: number): string {
  if (typeof stored !== 'number') return typeof stored === 'string' ? stored : ''
  return (2 ** Math.min(60, stored / 1_000_000 - (atMs - EPOCH) / HALF_LIFE_MS)).toFixed(1)
}
