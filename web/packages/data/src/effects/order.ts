/** An order placed or given up. Its totals are shown at once; the server's own replace them at the next pull. */
import type { Payloads } from '../commands.ts'
import { formatMoney, formatQuantity, multiply, parseMoney, parseQuantity } from '../exact.ts'
import type { Order } from '../records.ts'
import type { Effect, Facts } from './effect.ts'
import { amend, keys, patch, titlesOf, utc } from './effect.ts'
import { later } from './visit.check_in.ts'

type Submit = Payloads['order.submit']
type UnitNames = Record<string, string>

export const orderSubmit: Effect<'order.submit'> = {
  entities: ['order', 'visit', 'customer', 'product'],
  links: (p) => ({ owns: keys('order', p.order_id), after: [...keys('visit', p.visit_id), ...keys('customer', p.customer_id)] }),
  gather: async (p, reader) => {
    const units: UnitNames = {}
    for (const line of p.lines) {
      const product = await reader.get('product', line.product_id)
      units[`${line.product_id}/${line.unit}`] = product?.units.find((one) => one.key === line.unit)?.name ?? ''
    }
    return {
      units,
      customer_name: (await reader.get('customer', p.customer_id))?.name ?? null,
      distributor_name: (await reader.get('customer', p.supplying_distributor_id))?.name ?? null,
    }
  },
  patches: (p, facts) => [
    ...patch('order', p.order_id, (row) => (row && !(p.replaces_draft && row.status === 'draft') ? row : orderOf(p, facts, row))),
    ...amend('visit', p.visit_id, (row) => ({ orders: [...new Set([...(row.orders ?? []), p.order_id])] })),
    ...(p.draft ? [] : amend('customer', p.customer_id, (row) => ({ last_order_on: later(row.last_order_on, facts.today) }))),
  ],
}

export const orderVoid: Effect<'order.void'> = {
  entities: ['order'],
  links: (p) => ({ owns: keys('order', p.order_id), needs: keys('order', p.order_id) }),
  patches: (p) => amend('order', p.order_id, () => ({ status: 'void' as const })),
}

function orderOf(p: Submit, facts: Facts, before: Order | undefined): Order {
  const lines = p.lines.map((line) => ({
    id: line.line_id,
    product: line.product_id,
    unit: line.unit,
    quantity: line.quantity,
    price: line.price,
    gift: line.gift,
    amount: line.gift ? '0.00' : formatMoney(multiply(parseMoney(line.price), parseQuantity(line.quantity))),
  }))
  return {
    id: p.order_id,
    version: before?.version,
    number: before?.number ?? null,
    customer: p.customer_id,
    visit: p.visit_id,
    rep: facts.person,
    supplying_distributor: p.supplying_distributor_id,
    delivery_on: p.delivery_on,
    payment: p.payment,
    status: p.draft ? 'draft' : 'confirmed',
    lines,
    total: formatMoney(lines.reduce((sum, line) => sum + parseMoney(line.amount), 0n)),
    quantity_text: quantityText(p, (facts['units'] ?? {}) as UnitNames),
    product_count: new Set(p.lines.map((line) => line.product_id)).size,
    note: p.note,
    placed_at: utc(p.placed_at),
    business_date: facts.today,
    flags: [],
    _titles: titlesOf(facts, { customer: 'customer_name', supplying_distributor: 'distributor_name' }),
  }
}

function quantityText(p: Submit, units: UnitNames): string {
  const sums = new Map<string, bigint>()
  for (const line of p.lines) {
    const name = units[`${line.product_id}/${line.unit}`] || line.unit
    sums.set(name, (sums.get(name) ?? 0n) + parseQuantity(line.quantity))
  }
  return [...sums].map(([name, quantity]) => `${formatQuantity(quantity)}${name}`).join('')
}
