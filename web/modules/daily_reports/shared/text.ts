/** A report in lines, for the screens, the group chat and the picture: label and text, in the reader's language. */
import type { DayFacts, Later } from '@outrider/data'

export interface Line {
  key: string
  label: string
  text: string
}

export interface Words {
  t: (key: string, values?: Record<string, unknown>) => string
  time: (at: string) => string
  money: (amount: string) => string
  distance: (metres: number) => string
  duration: (seconds: number) => string
  day: (day: string) => string
  /** Whether the company has this part of the product; without it all are there. */
  has?: (module: string) => boolean
}

const JOIN: Record<string, string> = { en: ', ' }

function shiftText(facts: DayFacts, words: Words): string {
  const { shift } = facts
  if (!shift) return words.t('report.no_shift')
  const to = shift.ended_at ? words.time(shift.ended_at) : words.t('report.still_on')
  const span = words.t('report.shift_span', { from: words.time(shift.started_at), to })
  const how = shift.ended_by === 'midnight' ? words.t('report.midnight') : shift.worked_s ? words.t('report.worked', { time: words.duration(shift.worked_s) }) : ''
  return [span, how].filter(Boolean).join(' · ')
}

/** The part of the product that a line belongs to. */
const PART: Record<string, string> = { shift: 'attendance', orders: 'orders', out_of_stock: 'orders', near_expiry: 'orders' }

/** What the product wrote, in its order; what is nothing is left out. */
export function linesOf(facts: DayFacts, words: Words, language: string): Line[] {
  const { t } = words
  const list = (names: string[]) => names.join(JOIN[language] ?? '、')
  const shops = (items: DayFacts['out_of_stock']) => list(items.map((one) => t('report.at_shops', { name: one.name, count: one.customers })))
  const visits = [t('report.visits_text', { done: facts.done, planned: facts.planned, effective: facts.effective })]
  if (facts.ad_hoc) visits.push(t('report.ad_hoc', { count: facts.ad_hoc }))
  if (facts.could_not) visits.push(t('report.could_not', { count: facts.could_not }))
  const missed = [...new Set(facts.missed.map((one) => one.reason))].map((reason) => {
    const names = facts.missed.filter((one) => one.reason === reason).map((one) => one.name)
    return t('report.missed_group', { reason: t(`report.reason.${reason}`), count: names.length, names: list(names) })
  })
  const found: [string, string][] = [
    ['shift', shiftText(facts, words)],
    ['visits', visits.join(' · ')],
    ['orders', t('report.orders_text', { count: facts.orders.count, amount: words.money(facts.orders.amount) })],
    ['missed', missed.join('; ')],
    ['out_of_stock', shops(facts.out_of_stock)],
    ['near_expiry', shops(facts.near_expiry)],
    ['in_store', facts.in_store_s ? words.duration(facts.in_store_s) : ''],
    ['photos', facts.photos ? t('report.photos_text', { count: facts.photos }) : ''],
    ['distance', facts.distance_m ? words.distance(facts.distance_m) : ''],
  ]
  return found.filter(([key, text]) => text && (words.has?.(PART[key] ?? '') ?? true)).map(([key, text]) => ({ key, label: t(`report.${key}`), text }))
}

export interface Said {
  problems?: string
  support?: string
  tomorrow?: string
}

const SAID = ['problems', 'support', 'tomorrow'] as const

export function saidLines(said: Said, words: Words): Line[] {
  return SAID.filter((key) => said[key]?.trim()).map((key) => ({ key, label: words.t(`report.${key}`), text: said[key]!.trim() }))
}

/** The whole report as plain text for the group chat. */
export function chatText(name: string, day: string, lines: readonly Line[], words: Words): string {
  const told = lines.map((line) => words.t('report.colon', { label: line.label, text: line.text }))
  return [words.t('report.heading', { name, day: words.day(day) }), ...told].join('\n')
}

export function laterLines(later: readonly Later[], words: Words): string[] {
  const said = (key: string, value: number | string) =>
    key === 'distance_m' ? words.distance(Number(value)) : key === 'orders_amount' ? words.money(String(value)) : String(value)
  return later.map((one) => words.t('report.later_item', { label: words.t(`report.key.${one.key}`), before: said(one.key, one.before), after: said(one.key, one.after) }))
}
