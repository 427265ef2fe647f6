/** 日报, 点评 and a manager's one-tap decisions: shown at once on the record and in the view of the team. */
import type { Said, TeamCard, TeamDay, TeamPerson } from '../records.day.ts'
import type { Effect, Facts, Patch } from './effect.ts'
import { amend, keys, patch, utc } from './effect.ts'

export const reportSubmit: Effect<'daily_report.submit'> = {
  entities: ['daily_report'],
  links: (p) => ({ owns: keys('daily_report', p.report_id) }),
  patches: (p, facts) =>
    patch('daily_report', p.report_id, (row) => ({
      ...(row ?? { id: p.report_id, person: facts.person, on: p.on, submitted_at: utc(p.at), read_by: {} }),
      problems: p.problems,
      support: p.support,
      tomorrow: p.tomorrow,
    })),
}

/** The days that the view of the team holds. */
const teamDays = (facts: Facts): string[] => [facts.today, new Date(Date.parse(`${facts.today}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)]
const onTeam = (facts: Facts, change: (day: TeamDay) => Partial<TeamDay>): Patch[] => teamDays(facts).flatMap((day) => amend('team_day', day, change))
const eachPerson = (facts: Facts, change: (person: TeamPerson) => TeamPerson): Patch[] => onTeam(facts, (day) => ({ people: day.people.map(change) }))

export const reportRead: Effect<'daily_report.read'> = {
  entities: ['team_day'],
  links: () => ({ owns: [] }),
  patches: (p, facts) =>
    eachPerson(facts, (one) => (one.report.id && p.report_ids.includes(one.report.id) ? { ...one, report: { ...one.report, unread: false } } : one)),
}

export const commentAdd: Effect<'comment.add'> = {
  entities: ['comment', 'team_day'],
  links: (p) => ({ owns: keys('comment', p.comment_id), after: keys(p.entity, p.record_id) }),
  patches: (p, facts) => {
    const said: Said = { id: p.comment_id, author: { id: facts.person, name: '' }, at: utc(p.at), text: p.text, reply_to: p.reply_to }
    const add = <T extends { id: string | null; comments: Said[] }>(one: T): T =>
      one.id === p.record_id && !one.comments.some((known) => known.id === said.id) ? { ...one, comments: [...one.comments, said] } : one
    return [
      ...patch('comment', p.comment_id, (row) => row ?? { id: p.comment_id, entity: p.entity, record_id: p.record_id, author: facts.person, text: p.text, at: utc(p.at), reply_to: p.reply_to }),
      ...eachPerson(facts, (one) => ({ ...one, visits: one.visits.map(add), orders_of_day: one.orders_of_day.map(add), report: add(one.report) })),
    ]
  },
}

/** A decided card is gone at once. */
const without = (facts: Facts, record: string): Patch[] =>
  onTeam(facts, (day) => ({ cards: day.cards.filter((card: TeamCard) => card.record_id !== record) }))

export const orderApprove: Effect<'order.approve'> = {
  entities: ['team_day'],
  links: (p) => ({ owns: keys('order', p.order_id) }),
  patches: (p, facts) => without(facts, p.order_id),
}

export const orderReject: Effect<'order.reject'> = {
  entities: ['team_day'],
  links: (p) => ({ owns: keys('order', p.order_id) }),
  patches: (p, facts) => without(facts, p.order_id),
}

export const correctionDecide: Effect<'shift_correction.decide'> = {
  entities: ['team_day'],
  links: (p) => ({ owns: keys('shift_correction', p.correction_id) }),
  patches: (p, facts) => without(facts, p.correction_id),
}
