/** The team's month as the server answers it, and the addresses of the rows behind each figure. Pure. */

export interface Figures {
  orders: number
  amount: string
  visits: number
  effective_visits: number
  active_shops: number
}

export type Day = Figures & { on: string }

/** The same days of another month. */
export interface Beside {
  key: 'last_month' | 'last_year'
  from: string
  to: string
  total: Figures
  days: Day[]
}

export interface Results {
  month: string
  from: string
  to: string
  total: Figures
  people: (Figures & { person: { id: string; name: string } })[]
  days: Day[]
  beside: Beside[]
}

export type FigureKey = 'orders' | 'visits' | 'shops'
export const KEYS: readonly FigureKey[] = ['orders', 'visits', 'shops']

const SOLD = 'pending,confirmed,partly_delivered,completed'

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

interface Where {
  from: string
  to: string
  rep?: string
}

/** The list of the rows that a figure counts: effective visits, or the orders (active shops are those of the orders). */
export function rowsOf(key: FigureKey, where: Where): string {
  const query = new URLSearchParams({ 'business_date.from': where.from, 'business_date.to': where.to })
  if (where.rep) query.set('rep', where.rep)
  if (key === 'visits') query.set('effective', 'true')
  else query.set('status', SOLD)
  return `/${key === 'visits' ? 'visits' : 'orders'}?${query.toString()}`
}

/** The month before or after: "2026-11" and -1 are "2026-10". */
export function monthBeside(month: string, step: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number - 1 + step, 1)).toISOString().slice(0, 7)
}
