/** The team's month as the server answers it, and the addresses of the rows behind each figure. Pure. */

export interface Figures {
  orders: number
  amount: string
  visits: number
  effective_visits: number
  active_shops: number
}

export interface Results {
  month: string
  from: string
  to: string
  total: Figures
  people: (Figures & { person: { id: string; name: string } })[]
  days: (Figures & { on: string })[]
}

export type FigureKey = 'orders' | 'visits' | 'shops'
export const KEYS: readonly FigureKey[] = ['orders', 'visits', 'shops']

const SOLD = 'pending,confirmed,partly_delivered,completed'

/** What a figure is drawn by. */
export function sizeOf(figures: Figures, key: FigureKey): number {
  if (key === 'orders') return Number(figures.amount)
  return key === 'visits' ? figures.effective_visits : figures.active_shops
}

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
