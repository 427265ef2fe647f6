/** The lines of a stock count as people read them: 3箱2瓶. Pure. */
export interface ProductUnits {
  name: string
  spec: string
  units: { key: string; name: string; factor: string }[]
}
export interface StockRow {
  key: string
  name: string
  spec: string
  counted: string
  outOfStock: boolean
  nearExpiry: boolean
}
interface StockLine {
  product_id?: string
  product?: string
  product_name?: string
  units?: Record<string, string>
  out_of_stock?: boolean
  near_expiry?: boolean
}

/** Units in the product's own order; a zero is left out unless nothing else was counted. */
export function countedText(units: Record<string, string> | undefined, product: ProductUnits | undefined): string {
  const given = Object.entries(units ?? {}).filter(([, amount]) => amount !== '' && amount !== null)
  if (!given.length) return '—'
  const order = product?.units.map((unit) => unit.key) ?? []
  const nameOf = (key: string) => product?.units.find((unit) => unit.key === key)?.name ?? key
  const sorted = given.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  const counted = sorted.filter(([, amount]) => Number(amount) !== 0)
  return (counted.length ? counted : sorted.slice(0, 1)).map(([key, amount]) => `${Number(amount)}${nameOf(key)}`).join('')
}

export function stockRows(lines: unknown, products: Map<string, ProductUnits>): StockRow[] {
  if (!Array.isArray(lines)) return []
  return (lines as StockLine[]).map((line, index) => {
    const id = line.product_id ?? line.product ?? ''
    const product = products.get(id)
    return {
      key: id || String(index),
      name: product?.name ?? line.product_name ?? id.slice(0, 8),
      spec: product?.spec ?? '',
      counted: countedText(line.units, product),
      outOfStock: line.out_of_stock === true,
      nearExpiry: line.near_expiry === true,
    }
  })
}
