/** Which card is shown while the queue changes under the hand, and what a card shows beside its words. Pure. */
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

function factsOf(card: QueueCard): Record<string, unknown> {
  return (card as { facts?: Record<string, unknown> }).facts ?? {}
}

interface Picture {
  digest: string
  of: string
}

/** The photo that the card is about, and the one that it resembles. */
export function photosOf(card: QueueCard): Picture[] {
  const facts = factsOf(card)
  return [facts, facts.other].filter((one): one is Picture => typeof (one as Partial<Picture> | undefined)?.digest === 'string')
}

/** What is read and understood on its customer's page. */
const ON_CUSTOMER = new Set(['warning', 'pin_change', 'possible_duplicate'])

/** What a phone holds or sent has no page of its own: its person has. */
const ON_PERSON = new Set(['device', 'command'])

/** What is held, part by part, in words. */
export function accountOf(card: QueueCard): { label: string; value: string }[] {
  const { account } = factsOf(card)
  return Array.isArray(account) ? account : []
}

/** The record to open: a photo has no page of its own, its visit has; a warning is read on its customer's page. */
export function recordOf(card: QueueCard): { entity: string; id: string } {
  const { visit, customer, person } = factsOf(card)
  if (ON_PERSON.has(card.entity) && typeof person === 'string') return { entity: 'person', id: person }
  if (ON_CUSTOMER.has(card.entity) && typeof customer === 'string') return { entity: 'customer', id: customer }
  return typeof visit === 'string' ? { entity: 'visit', id: visit } : { entity: card.entity, id: card.record_id }
}
