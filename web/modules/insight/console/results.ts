/** The team's month as the server answers it, and the addresses of the rows behind each figure. Pure. */
import type { Day, FigureKey, Figures } from '../shared/results'

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

const SOLD = 'pending,confirmed,partly_delivered,completed'

interface Where {
  from: string
  to: string
  rep?: string
}

/** A shop that ordered, as the server answers it. */
export interface ActiveShop {
  id: string
  name: string
  grade: string
  owner: string
  orders: number
  amount: string
  last_order_on: string
}

/** The page of the rows that a figure counts: effective visits, orders, or the shops that ordered. */
export function rowsOf(key: FigureKey, where: Where): string {
  if (key === 'shops') {
    const query = new URLSearchParams({ from: where.from, to: where.to, ...(where.rep ? { rep: where.rep } : {}) })
    return `/results/shops?${query.toString()}`
  }
  const query = new URLSearchParams({ 'business_date.from': where.from, 'business_date.to': where.to })
  if (where.rep) query.set('rep', where.rep)
  if (key === 'visits') query.set('effective', 'true')
  else query.set('status', SOLD)
  return `/${key === 'visits' ? 'visits' : 'orders'}?${query.toString()}`
}
