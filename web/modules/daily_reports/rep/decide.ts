/** A manager's decision on a card: an act like any other; an order is approved for the amount that he saw. */
import type { Data, TeamCard } from '@outrider/data'

export function approve(data: Data, card: TeamCard): Promise<string> {
  if (card.kind === 'shift_correction') return data.perform('shift_correction.decide', { correction_id: card.record_id, decision: 'accepted', note: '' })
  return data.perform('order.approve', { order_id: card.record_id, total: typeof card.facts['total'] === 'string' ? card.facts['total'] : null })
}

export function reject(data: Data, card: TeamCard, reason: string): Promise<string> {
  if (card.kind === 'shift_correction') return data.perform('shift_correction.decide', { correction_id: card.record_id, decision: 'rejected', note: reason })
  return data.perform('order.reject', { order_id: card.record_id, reason })
}
