/** This month's own sales from the local orders: what Today says in one breath and 业绩 opens. */
import type { Order, Tables } from '@outrider/data'
import { parseMoney, writeMoney } from './numbers'

const COUNTS: ReadonlySet<string> = new Set(['pending', 'confirmed', 'partly_delivered', 'completed'])

/** An order that counts as sold: not a draft, not void. */
export const counts = (order: Order): boolean => COUNTS.has(order.status)

/** Exact sum of the orders' totals. */
export function sumOf(orders: readonly Order[]): string {
  return writeMoney(orders.reduce((sum, order) => sum + parseMoney(order.total ?? '0'), 0n))
}

/** This person's sold orders of a month ("2026-11"), by index; the phone also holds colleagues' orders of own shops. */
export async function ordersOfMonth(tables: Tables, month: string, person: string): Promise<Order[]> {
  const rows = await tables.orders.where('business_date').between(`${month}-01`, `${month}-31`, true, true).toArray()
  return rows.filter((order) => counts(order) && (!order.rep || order.rep === person))
}

export const monthTotal = async (tables: Tables, month: string, person: string): Promise<string> =>
  sumOf(await ordersOfMonth(tables, month, person))
