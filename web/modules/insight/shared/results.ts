/** The figures of 业绩, by day and by shop, and how they compare; the same on the phone and at the desk. Pure. */
import type { Order, Visit } from '@outrider/data'
import { sumOf } from '@outrider/orders/shared/month'
import { addDays } from '@outrider/ui/src/format'

export interface Figures {
  orders: number
  amount: string
  visits: number
  effective_visits: number
  active_shops: number
}

/** One day's figures; active shops are those that ordered on that day. */
export type Day = Figures & { on: string }

export type FigureKey = 'orders' | 'visits' | 'shops'
export const KEYS: readonly FigureKey[] = ['orders', 'visits', 'shops']

/** What a figure is drawn by. */
export function sizeOf(figures: Figures, key: FigureKey): number {
  if (key === 'orders') return Number(figures.amount)
  return key === 'visits' ? figures.effective_visits : figures.active_shops
}

/** How much more (negative: less) than then. Whole numbers, so that the difference of what is shown is what is said. */
export function moreThan(then: Figures, now: Figures, key: FigureKey): number {
  return Math.round(sizeOf(now, key)) - Math.round(sizeOf(then, key))
}

/** Whether anything at all is known of those days. */
export const isEmpty = (figures: Figures): boolean => figures.orders === 0 && figures.visits === 0

/** The month before or after: "2026-11" and -1 are "2026-10". */
export function monthBeside(month: string, step: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number - 1 + step, 1)).toISOString().slice(0, 7)
}

/** The figures of one person's sold orders and visits, as outrider/insight/queries/results.py reckons them. */
export function figuresOf(orders: readonly Order[], visits: readonly Visit[]): Figures {
  return {
    orders: orders.length,
    amount: sumOf(orders),
    visits: visits.filter((one) => one.status !== 'open').length,
    effective_visits: visits.filter((one) => one.effective === true).length,
    active_shops: new Set(orders.map((one) => one.customer)).size,
  }
}

/** The same of every day from the first to the last, whether anything was on it or not. */
export function daysOf(orders: readonly Order[], visits: readonly Visit[], first: string, last: string): Day[] {
  const days: Day[] = []
  for (let on = first; on <= last; on = addDays(on, 1)) {
    const of = <T extends { business_date?: string | null }>(rows: readonly T[]) => rows.filter((one) => one.business_date === on)
    days.push({ on, ...figuresOf(of(orders), of(visits)) })
  }
  return days
}

/** The shops behind 活跃门店 with what each ordered, the largest sum first. */
export function shopsOf(orders: readonly Order[]): { id: string; orders: number; amount: string }[] {
  const found = new Map<string, Order[]>()
  for (const one of orders) found.set(one.customer, [...(found.get(one.customer) ?? []), one])
  return [...found]
    .map(([id, own]) => ({ id, orders: own.length, amount: sumOf(own) }))
    .sort((one, two) => Number(two.amount) - Number(one.amount) || (one.id < two.id ? -1 : 1))
}
