/**
 * The 库存与订单 sheet as values: which rows in which order, what is suggested, what is sent.
 *
 * Rows: must-stock products first, then what this shop bought last, then whatever is added from the list.
 * A row keeps what was typed as text (the pad edits text); it becomes exact numbers only when it is summed or sent.
 */
import type { MustStockList, Order, PriceList, Product, ProductUnit } from '@outrider/data'
import { CENT, parseMoney, parseQuantity, roundHalfUp, typedQuantity, writeMoney, writeQuantity } from './numbers'
import { totals, type PricedLine, type Totals } from './rules'
import { toBase } from './units'

/** What the person typed in one row; lives in a draft until it is submitted. */
export interface RowEntry {
  product: string
  stock: Record<string, string>
  order: Record<string, string>
  gift: Record<string, string>
  out_of_stock: boolean
  near_expiry: boolean
}

export interface SheetRow {
  product: Product
  group: 'must' | 'last' | 'other'
  units: ProductUnit[]
  prices: Record<string, string>
  lastBought: string | null
}

export interface SheetEntry {
  rows: Record<string, RowEntry>
  added: string[]
  distributor: string | null
  delivery_on: string | null
  payment: 'now' | 'monthly'
  note: string
}

export const emptySheet = (distributor: string | null): SheetEntry => ({
  rows: {},
  added: [],
  distributor,
  delivery_on: null,
  payment: 'now',
  note: '',
})

export const emptyRow = (product: string): RowEntry => ({
  product,
  stock: {},
  order: {},
  gift: {},
  out_of_stock: false,
  near_expiry: false,
})

/** The price list of a day: valid then, the default before the others. */
export function priceListOn(lists: readonly PriceList[], day: string): PriceList | null {
  const valid = lists.filter((one) => (!one.valid_from || one.valid_from <= day) && (!one.valid_to || one.valid_to >= day))
  return valid.find((one) => one.is_default) ?? valid[0] ?? null
}

/** The list's own prices of one product, by unit key. */
export function pricesOf(product: Product, list: PriceList | null): Record<string, string> {
  const prices: Record<string, string> = {}
  for (const line of list?.lines ?? []) if (line.product === product.id) prices[line.unit] = line.price
  return prices
}

/** So many goods a rep looks through faster than he chooses them. */
const SMALL_RANGE = 30

/** The sheet's rows in order. `orders` newest first. Where nothing is prescribed and nothing was bought, a small range stands there whole. */
export function sheetRows(
  products: readonly Product[],
  must: MustStockList | null,
  orders: readonly Order[],
  list: PriceList | null,
  added: readonly string[],
): SheetRow[] {
  const byId = new Map(products.map((one) => [one.id, one]))
  const rows: SheetRow[] = []
  const seen = new Set<string>()
  const take = (id: string, group: SheetRow['group']) => {
    const product = byId.get(id)
    if (!product || seen.has(id) || product.status === 'stopped') return
    seen.add(id)
    const units = twoUnits(product)
    rows.push({ product, group, units, prices: pricesOf(product, list), lastBought: lastBought(id, orders, product) })
  }
  const bySort = (one: string, two: string) => (byId.get(one)?.sort_order ?? 0) - (byId.get(two)?.sort_order ?? 0)
  for (const id of [...(must?.products ?? [])].sort(bySort)) take(id, 'must')
  for (const order of orders.slice(0, 3)) for (const line of order.lines) take(line.product, 'last')
  const range = products.filter((one) => one.status !== 'stopped')
  if (!rows.length && range.length <= SMALL_RANGE) for (const id of range.map((one) => one.id).sort(bySort)) take(id, 'other')
  for (const id of added) take(id, 'other')
  return rows
}

/** The two columns of the sheet: the order unit and the smallest one (only one when the product has one). */
export function twoUnits(product: Product): ProductUnit[] {
  const [first, ...rest] = product.units
  if (!first) return []
  const smallest = rest.reduce<ProductUnit | null>(
    (least, unit) => (!least || parseQuantity(unit.factor) < parseQuantity(least.factor) ? unit : least),
    null,
  )
  return smallest ? [first, smallest] : [first]
}

function baseOf(order: Order, product: Product): bigint {
  let sum = 0n
  for (const line of order.lines) {
    if (line.product !== product.id || !product.units.some((unit) => unit.key === line.unit)) continue
    sum += toBase(product.units, { [line.unit]: parseQuantity(line.quantity) })
  }
  return sum
}

function lastBought(id: string, orders: readonly Order[], product: Product): string | null {
  for (const order of orders) {
    const parts = order.lines.filter((line) => line.product === id && !line.gift)
    if (!parts.length) continue
    return parts
      .map((line) => `${line.quantity}${product.units.find((unit) => unit.key === line.unit)?.name ?? ''}`)
      .join('')
  }
  return null
}

/**
 * The suggested order in order units: the mean of the last three orders that had this product, less what stands in the
 * shop, rounded up; one order unit for a must-stock product that is out of stock and was never bought.
 * null = no ground for a suggestion.
 */
export function suggestion(row: SheetRow, orders: readonly Order[], entry: RowEntry | undefined): number | null {
  const unit = row.units[0]
  if (!unit) return null
  const counted = entry && (entry.out_of_stock || Object.values(entry.stock).some((text) => text !== ''))
  const past = orders.map((order) => baseOf(order, row.product)).filter((base) => base > 0n).slice(0, 3)
  if (!past.length) return row.group === 'must' && counted && stockBase(row, entry) === 0n ? 1 : null
  const mean = past.reduce((sum, one) => sum + one, 0n) / BigInt(past.length)
  const short = mean - (counted ? stockBase(row, entry) : 0n)
  if (short <= 0n) return 0
  const factor = parseQuantity(unit.factor)
  return Number((short + factor - 1n) / factor)
}

/** What stands in the shop, in base units; 缺货 is nought whatever was typed. */
export function stockBase(row: SheetRow, entry: RowEntry | undefined): bigint {
  if (!entry || entry.out_of_stock) return 0n
  return toBase(row.product.units, typed(row, entry.stock))
}

function typed(row: SheetRow, values: Record<string, string>): Record<string, bigint> {
  const known = row.product.units.map((unit) => [unit.key, typedQuantity(values[unit.key] ?? '') ?? 0n] as const)
  return Object.fromEntries(known)
}

/** The price of a unit: its own, else its exact share of another unit's price, to 1/10,000; "0.00" when nothing is known. */
export function unitPrice(row: SheetRow, key: string): string {
  const own = row.prices[key]
  if (own !== undefined) return own
  const wanted = row.product.units.find((unit) => unit.key === key)
  const priced = row.product.units.find((unit) => row.prices[unit.key] !== undefined)
  if (!wanted || !priced) return '0.00'
  const share = parseMoney(row.prices[priced.key]!) * parseQuantity(wanted.factor)
  return writeMoney(roundHalfUp(share, parseQuantity(priced.factor) * CENT) * CENT)
}

export interface OrderedLine extends PricedLine {
  unit: string
}

/** The lines that have a quantity: paid first, then gifts, in the sheet's order. */
export function orderLines(rows: readonly SheetRow[], entry: SheetEntry): OrderedLine[] {
  const collect = (gift: boolean) =>
    rows.flatMap((row) => {
      const values = entry.rows[row.product.id]?.[gift ? 'gift' : 'order'] ?? {}
      return row.units.flatMap((unit, rank): OrderedLine[] => {
        const quantity = typedQuantity(values[unit.key] ?? '')
        if (!quantity || quantity <= 0n) return []
        return [
          {
            product: row.product.id,
            unit: unit.key,
            unit_name: unit.name,
            unit_rank: rank,
            quantity: writeQuantity(quantity),
            price: unitPrice(row, unit.key),
            gift,
          },
        ]
      })
    })
  return [...collect(false), ...collect(true)]
}

/** The footer. */
export function sheetTotals(rows: readonly SheetRow[], entry: SheetEntry): Totals {
  return totals(orderLines(rows, entry))
}

export interface CountedLine {
  product_id: string
  units: Record<string, string>
  out_of_stock: boolean
  near_expiry: boolean
}

/** The stock count: every row where something was typed or marked. */
export function stockLines(rows: readonly SheetRow[], entry: SheetEntry): CountedLine[] {
  return rows.flatMap((row): CountedLine[] => {
    const own = entry.rows[row.product.id]
    if (!own) return []
    const given = row.units.filter((unit) => (own.stock[unit.key] ?? '') !== '')
    if (!given.length && !own.out_of_stock && !own.near_expiry) return []
    const units = own.out_of_stock
      ? {}
      : Object.fromEntries(given.map((unit) => [unit.key, writeQuantity(typedQuantity(own.stock[unit.key]!) ?? 0n)]))
    return [{ product_id: row.product.id, units, out_of_stock: own.out_of_stock, near_expiry: own.near_expiry }]
  })
}

/** Whether anything at all stands on the sheet. */
export function isEmpty(rows: readonly SheetRow[], entry: SheetEntry): boolean {
  return orderLines(rows, entry).length === 0 && stockLines(rows, entry).length === 0
}

/** One step along the pad's way: every stock cell of a row, then its order cells, then the next row. */
export interface Cell {
  product: string
  kind: 'stock' | 'order' | 'gift'
  unit: string
}

/** All cells in the order of 下一格. `columns` says which kinds are shown. */
export function cellsOf(rows: readonly SheetRow[], entry: SheetEntry, columns: readonly Cell['kind'][]): Cell[] {
  return rows.flatMap((row) =>
    columns.flatMap((kind) =>
      kind === 'stock' && entry.rows[row.product.id]?.out_of_stock
        ? []
        : row.units.map((unit) => ({ product: row.product.id, kind, unit: unit.key })),
    ),
  )
}

/** A key of the pad pressed on a text: digits, one dot, at most 5 digits and 3 decimals. */
export function press(text: string, key: string, fresh: boolean): string {
  const before = fresh ? '' : text
  if (key === 'back') return text.slice(0, -1)
  if (key === 'clear') return ''
  if (key === '.') return before.includes('.') ? before : `${before || '0'}.`
  const next = before === '0' ? key : before + key
  return /^\d{0,5}(\.\d{0,3})?$/.test(next) ? next : before
}
