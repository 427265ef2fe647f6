/** The lines of an order as the page shows them. Pure; amounts stay the server's decimal strings. */
import { pickLabel } from '@outrider/entity/src/titles'

export interface OrderLine {
  id: string
  product: string
  product_name?: string | null
  unit: string
  unit_name?: string | null
  quantity: string
  price: string
  list_price?: string | null
  gift?: boolean
  amount: string
}
export interface OrderFlag {
  code: string
  line?: string | null
  text?: unknown
}

export function asLines(value: unknown): OrderLine[] {
  return Array.isArray(value) ? (value as OrderLine[]) : []
}

/** What stands out about a line (price changed, product stopped), in the reader's language. */
export function remarksOf(flags: unknown, line: string | null, locale: string): string[] {
  if (!Array.isArray(flags)) return []
  return (flags as OrderFlag[]).filter((flag) => (flag.line ?? null) === line).map((flag) => pickLabel(flag.text, locale) || flag.code)
}

/** The list price beside the agreed one, only when they differ. */
export function listPriceOf(line: OrderLine): string | null {
  if (!line.list_price || line.gift) return null
  return Number(line.list_price) === Number(line.price) ? null : line.list_price
}
