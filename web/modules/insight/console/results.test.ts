/** Every figure of a month leads to its rows. */
import { describe, expect, it } from 'vitest'
import type { Order, Visit } from '@outrider/data'
import { daysOf, figuresOf, isEmpty, monthBeside, moreThan, shopsOf, sizeOf } from '../shared/results'
import { rowsOf } from './results'

describe('results', () => {
  const day = { from: '2026-11-20', to: '2026-11-20' }
  it('leads to the effective visits', () => {
    expect(rowsOf('visits', { ...day, rep: 'r' })).toBe('/visits?business_date.from=2026-11-20&business_date.to=2026-11-20&rep=r&effective=true')
  })
  it('leads to the orders that count as sold', () => {
    expect(rowsOf('orders', day)).toBe('/orders?business_date.from=2026-11-20&business_date.to=2026-11-20&status=pending%2Cconfirmed%2Cpartly_delivered%2Ccompleted')
  })
  it('leads to the shops that ordered', () => {
    expect(rowsOf('shops', { ...day, rep: 'r' })).toBe('/results/shops?from=2026-11-20&to=2026-11-20&rep=r')
    expect(rowsOf('shops', day)).toBe('/results/shops?from=2026-11-20&to=2026-11-20')
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

describe('a month from the phone\'s own rows', () => {
  const order = (customer: string, on: string, total: string) => ({ id: `${customer}${on}${total}`, customer, business_date: on, total, status: 'confirmed' }) as Order
  const visit = (on: string, effective: boolean | null, status = 'done') => ({ id: `${on}${effective}${status}`, customer: 'a', business_date: on, effective, status }) as Visit
  const orders = [order('a', '2026-11-01', '10.10'), order('a', '2026-11-03', '0.20'), order('b', '2026-11-03', '5.00'), order('a', '2026-11-03', '1.00')]
  const visits = [visit('2026-11-01', true), visit('2026-11-03', false), visit('2026-11-03', null, 'open'), visit('2026-11-03', null, 'could_not')]

  it('sums what counts; a visit that is going on is none yet', () => {
    expect(figuresOf(orders, visits)).toEqual({ orders: 4, amount: '16.30', visits: 3, effective_visits: 1, active_shops: 2 })
    expect(figuresOf([], [])).toEqual({ orders: 0, amount: '0.00', visits: 0, effective_visits: 0, active_shops: 0 })
  })
  it('has every day, and a shop once a day', () => {
    expect(daysOf(orders, visits, '2026-11-01', '2026-11-03').map((one) => [one.on, one.orders, one.amount, one.visits, one.effective_visits, one.active_shops])).toEqual([
      ['2026-11-01', 1, '10.10', 1, 1, 1],
      ['2026-11-02', 0, '0.00', 0, 0, 0],
      ['2026-11-03', 3, '6.20', 2, 0, 2],
    ])
  })
  it('names the shops, the largest sum first', () => {
    expect(shopsOf(orders)).toEqual([{ id: 'a', orders: 3, amount: '11.30' }, { id: 'b', orders: 1, amount: '5.00' }])
  })
})
