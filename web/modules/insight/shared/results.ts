/** The figures of 业绩, and how they compare; the same on the phone and at the desk. Pure. */

export interface Figures {
  orders: number
  amount: string
  visits: number
  effective_visits: number
  active_shops: number
}

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
