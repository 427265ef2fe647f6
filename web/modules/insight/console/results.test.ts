/** Every figure of a month leads to its rows. */
import { describe, expect, it } from 'vitest'
import { isEmpty, monthBeside, moreThan, sizeOf } from '../shared/results'
import { rowsOf } from './results'

describe('results', () => {
  const day = { from: '2026-11-20', to: '2026-11-20' }
  it('leads to the effective visits', () => {
    expect(rowsOf('visits', { ...day, rep: 'r' })).toBe('/visits?business_date.from=2026-11-20&business_date.to=2026-11-20&rep=r&effective=true')
  })
  it('leads to the orders that count as sold', () => {
    expect(rowsOf('orders', day)).toBe('/orders?business_date.from=2026-11-20&business_date.to=2026-11-20&status=pending%2Cconfirmed%2Cpartly_delivered%2Ccompleted')
  })
  it('walks over the turn of the year', () => expect([monthBeside('2026-01', -1), monthBeside('2026-12', 1)]).toEqual(['2025-12', '2027-01']))
  it('measures by what the figure says', () => {
    const figures = { orders: 2, amount: '126.00', visits: 3, effective_visits: 1, active_shops: 2 }
    expect([sizeOf(figures, 'orders'), sizeOf(figures, 'visits'), sizeOf(figures, 'shops')]).toEqual([126, 1, 2])
  })
  it('says the difference of what is shown', () => {
    const then = { orders: 1, amount: '100.60', visits: 4, effective_visits: 4, active_shops: 1 }
    const now = { orders: 2, amount: '126.40', visits: 3, effective_visits: 1, active_shops: 1 }
    expect([moreThan(then, now, 'orders'), moreThan(then, now, 'visits'), moreThan(then, now, 'shops')]).toEqual([25, -3, 0])
    expect([isEmpty(now), isEmpty({ ...now, orders: 0, visits: 0 })]).toEqual([false, true])
  })
})
