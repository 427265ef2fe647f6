/** The products that price lines speak of, by id; asked once per screen. */
import { shallowRef } from 'vue'
import { useEntityContext } from '../../source'
import { asUnits, type Unit } from '../units/units'

export interface PricedProduct {
  id: string
  name: string
  units: Unit[]
}

export function useProducts() {
  const context = useEntityContext()
  const products = shallowRef(new Map<string, PricedProduct>())
  const entity = context.meta().entities.product
  async function load(page: number): Promise<void> {
    if (!entity) return
    const found = await context.source.list(entity.path, { page: String(page), size: '100' })
    const next = new Map(products.value)
    for (const row of found.items) next.set(row.id, { id: row.id, name: [row.name, row.spec].filter(Boolean).join(' '), units: asUnits(row.units) })
    products.value = next
    if (page * 100 < found.total && page < 20) await load(page + 1)
  }
  load(1).catch(() => undefined)
  return products
}
