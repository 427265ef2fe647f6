/** What the sheet stands on, from local tables: the shop, the visit, the catalogue, the price list, its last orders. */
import type { Customer, MustStockList, Order, PriceList, Product, Tables, Visit, VisitType } from '@outrider/data'
import { typeFor } from '@outrider/visits/shared/steps'
import { priceListOn } from '../shared/sheet'

/** Where the sheet was opened: in a visit (counting and ordering) or for a customer (ordering only). */
export interface SheetPlace {
  visitId?: string
  customerId?: string
}

export interface SheetBase {
  customer: Customer | null
  visit: Visit | null
  type: VisitType | null
  products: Product[]
  must: MustStockList | null
  list: PriceList | null
  /** Earlier orders of this shop, newest first. */
  orders: Order[]
  distributors: Customer[]
}

export async function sheetBase(tables: Tables, place: SheetPlace, today: string): Promise<SheetBase> {
  const visit = place.visitId ? ((await tables.visits.get(place.visitId)) ?? null) : null
  const customerId = visit?.customer ?? place.customerId ?? ''
  const [customer, products, lists, types, orders, distributors] = await Promise.all([
    tables.customers.get(customerId),
    tables.products.orderBy('sort_order').toArray(),
    tables.price_lists.toArray(),
    tables.visit_types.toArray(),
    tables.orders.where('customer').equals(customerId).toArray(),
    tables.customers.where('kind').anyOf('distributor', 'sub_distributor').toArray(),
  ])
  const must = customer?.shop_type ? await tables.must_stock_lists.where('shop_type').equals(customer.shop_type).first() : undefined
  return {
    customer: customer ?? null,
    visit,
    type: types.find((one) => one.id === visit?.visit_type) ?? typeFor(types, customer?.kind),
    products,
    must: must ?? null,
    list: priceListOn(lists, today),
    orders: earlierOrders(orders, place.visitId),
    distributors,
  }
}

function earlierOrders(orders: readonly Order[], visitId: string | undefined): Order[] {
  const counted = orders.filter((one) => one.status !== 'void' && one.status !== 'draft' && (!visitId || one.visit !== visitId))
  return counted.sort((a, b) => (a.placed_at < b.placed_at ? 1 : -1))
}
