/**
 * The sums of an order, the same as outrider/orders/rules.py: vectors.json is read by both and must agree.
 */
import { multiply, parseMoney, parseQuantity, writeMoney, writeQuantity } from './numbers'

export interface PricedLine {
  product: string
  unit_name: string
  /** The unit's place in its product; 0 = order unit. */
  unit_rank: number
  quantity: string
  price: string
  gift: boolean
}

export interface Totals {
  total: string
  product_count: number
  quantity_text: string
}

/** Money for one line; a gift costs nothing. */
export function lineAmount(price: string, quantity: string, gift: boolean): string {
  return writeMoney(gift ? 0n : multiply(parseMoney(price), parseQuantity(quantity)))
}

/** What stands at the foot of the sheet: each line is rounded before it is added. */
export function totals(lines: readonly PricedLine[]): Totals {
  const total = lines.reduce((sum, line) => sum + parseMoney(lineAmount(line.price, line.quantity, line.gift)), 0n)
  return {
    total: writeMoney(total),
    product_count: new Set(lines.map((line) => line.product)).size,
    quantity_text: sayQuantities(lines),
  }
}

/** Quantities by unit name, order units first, then in order of appearance; gifts count as goods. */
function sayQuantities(lines: readonly PricedLine[]): string {
  const sums = new Map<string, { quantity: bigint; rank: number }>()
  for (const line of lines) {
    const known = sums.get(line.unit_name)
    sums.set(line.unit_name, {
      quantity: (known?.quantity ?? 0n) + parseQuantity(line.quantity),
      rank: Math.min(known?.rank ?? line.unit_rank, line.unit_rank),
    })
  }
  return [...sums]
    .sort(([, one], [, two]) => one.rank - two.rank)
    .map(([name, sum]) => `${writeQuantity(sum.quantity)}${name}`)
    .join('')
}
