/** A manager's decision on a pending order: an act like any other, for the amount that he saw. */
import type { Data, TeamCard } from '@outrider/data'

export const approve = (data: Data, card: TeamCard): Promise<string> =>
  data.perform('order.approve', { order_id: card.record_id, total: typeof card.facts['total'] === 'string' ? card.facts['total'] : null })

export const reject = (data: Data, card: TeamCard, reason: string): Promise<string> => data.perform('order.reject', { order_id: card.record_id, reason })
