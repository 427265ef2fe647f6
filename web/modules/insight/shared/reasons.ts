/**
 * The dated reasons of a customer, told by the phone's own clock. Pure. The server sends from when to when a reason
 * holds and the days it rests on; an act of this phone that the server has not heard of answers it here already.
 */
import type { Customer } from '@outrider/data'
import { addDays, daysBetween } from '@outrider/ui/src/format'

export type ReasonKind = 'frequency' | 'rhythm' | 'due' | 'season'

export interface ReasonFacts {
  grade?: string
  every?: number
  /** frequency: the last visit's day, or the day the customer became known. */
  since?: string
  visited?: boolean
  /** rhythm and due: the last order's day, the order days of the habit, the usual order or month. */
  last?: string
  days?: string[]
  amount?: string
  monthly?: string
  /** season: the Monday of last year's week, what was ordered in it. */
  week?: string
  quantity?: string
  big?: boolean
}

export interface DatedReason {
  kind: ReasonKind
  from: string
  to: string | null
  warns: string | null
  points: number
  facts: ReasonFacts
}

/** What insight keeps beside a customer. */
export interface Insight {
  activity?: number | null
  contribution?: string | null
  reasons?: DatedReason[] | null
}

export const insightOf = (customer: Customer): Insight => customer as Insight

const KINDS: readonly ReasonKind[] = ['frequency', 'rhythm', 'due', 'season']

const holds = (one: DatedReason, today: string): boolean => one.from <= today && (one.to === null || today <= one.to)
const warns = (one: DatedReason, today: string): boolean => one.warns !== null && one.warns <= today

/** Whether the customer was visited, or has ordered, since the server said this. */
function answered(one: DatedReason, customer: Customer): boolean {
  const { last_visit_on: visited, last_order_on: ordered } = customer
  if (one.kind === 'frequency') return !!visited && (one.facts.visited ? visited > (one.facts.since ?? '') : visited >= (one.facts.since ?? ''))
  if (one.kind === 'season') return !!ordered && ordered >= addDays(one.from, -7)
  return !!ordered && ordered > (one.facts.last ?? '')
}

/** The worth of a reason on a day; a missed frequency weighs up to twice as much the later it is. */
export function pointsOn(one: DatedReason, today: string): number {
  if (one.kind !== 'frequency') return one.points
  const late = Math.floor((one.points * daysBetween(one.from, today)) / Math.max(1, one.facts.every ?? 1))
  return Math.min(2 * one.points, one.points + late)
}

/** The reasons that hold today, the weightiest first; undefined when the server has told nothing of this customer. */
export function liveReasons(customer: Customer, today: string): DatedReason[] | undefined {
  const { reasons } = insightOf(customer)
  if (!reasons) return undefined
  return reasons
    .filter((one) => KINDS.includes(one.kind) && holds(one, today) && !answered(one, customer))
    .sort(
      (one, other) =>
        Number(warns(other, today)) - Number(warns(one, today)) ||
        pointsOn(other, today) - pointsOn(one, today) ||
        KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind),
    )
}

/** The sentence's key in the catalogue (under `reason.`) and what goes into it. */
export function sentence(one: DatedReason, today: string, money: (amount: string) => string): { key: string; values: Record<string, string | number> } {
  const { facts } = one
  if (one.kind === 'season') return { key: 'season', values: { what: facts.quantity || money(facts.amount ?? '0') } }
  if (one.kind === 'frequency') {
    const values = { grade: facts.grade ?? '', days: daysBetween(facts.since ?? today, today) }
    return { key: facts.visited ? 'missed' : 'never_visited', values }
  }
  const values = { mean: facts.every ?? 0, since: daysBetween(facts.last ?? today, today) }
  return { key: one.kind === 'due' ? 'due' : 'silent', values }
}

/** Why a rep should see the order days behind, oldest first; empty for reasons that rest on visits alone. */
export const daysBehind = (one: DatedReason): string[] => one.facts.days ?? (one.facts.week ? [one.facts.week] : [])

const EPOCH = Date.UTC(2020, 0, 1)
const HALF_LIFE_MS = 30 * 86_400_000

/** 活跃度 at a moment: a visit of today counts 1, one of a month ago a half. */
export function activityAt(stored: number, atMs: number): number {
  return 2 ** Math.min(60, stored / 1_000_000 - (atMs - EPOCH) / HALF_LIFE_MS)
}
