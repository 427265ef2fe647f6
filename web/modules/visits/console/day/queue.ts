/** Which card is shown while the queue changes under the hand. Pure. */
import type { QueueCard } from '@outrider/data'

/** The card that was being read stays the one being read, wherever it stands in the fresh queue. */
export function keepPlace(before: QueueCard[], fresh: QueueCard[], at: number): number {
  const now = before[at]
  const found = now ? fresh.findIndex((card) => card.id === now.id) : -1
  return found >= 0 ? found : Math.max(0, Math.min(at, fresh.length - 1))
}

/** After a decision the next card moves up; after the last one, the one before. */
export function afterDecision(count: number, at: number): number {
  return Math.max(0, Math.min(at, count - 2))
}
