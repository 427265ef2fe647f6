/** A person's own day from the local tables, by index. */
import type { DayFacts, Tables } from '@outrider/data'
import { factsOf } from '../shared/facts'

export async function readDay(tables: Tables, day: string, me: string): Promise<DayFacts> {
  const [shifts, visits, plans, orders] = await Promise.all([
    tables.shifts.where('business_date').equals(day).toArray(),
    tables.visits.where('business_date').equals(day).toArray(),
    tables.visit_plans.where('on').equals(day).toArray(),
    tables.orders.where('business_date').equals(day).toArray(),
  ])
  const own = { visits: visits.filter((one) => !one.rep || one.rep === me), orders: orders.filter((one) => !one.rep || one.rep === me) }
  const ids = [...new Set([...own.visits, ...plans, ...own.orders].map((one) => one.customer))]
  const rows = await tables.customers.bulkGet(ids)
  const customers = new Map(rows.filter((one) => one !== undefined).map((one) => [one.id, one]))
  const products = new Map((await tables.products.toArray()).map((one) => [one.id, one]))
  return factsOf({ shifts: shifts.filter((one) => one.person === me), plans, customers, products, ...own })
}
