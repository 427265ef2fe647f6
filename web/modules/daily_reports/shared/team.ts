/** A manager's team as values: who needs a look first, and one card's record among a person's day. Pure. */
import type { TeamCard, TeamPerson } from '@outrider/data'

/** People by exceptions, then by what is unread, then as they came. */
export function byExceptions(people: readonly TeamPerson[]): TeamPerson[] {
  const weight = (one: TeamPerson) => one.exceptions * 2 + Number(one.report.unread)
  return [...people].sort((one, two) => weight(two) - weight(one))
}

/** What a phone can decide in one tap. */
export const decidable = (card: TeamCard): boolean => card.kind === 'approval' || card.kind === 'shift_correction'

/** A card's person: its title begins with his name, its record is among what he did. */
export function personOf(card: TeamCard, people: readonly TeamPerson[]): TeamPerson | null {
  const has = (one: TeamPerson) =>
    one.person.id === card.facts['person'] ||
    one.visits.some((visit) => visit.id === card.record_id) || one.orders_of_day.some((order) => order.id === card.record_id)
  return people.find(has) ?? people.find((one) => card.title.startsWith(one.person.name)) ?? null
}
