/**
 * The sheet's state: rows from the catalogue and the shop's history, what was typed (kept in a draft at every key),
 * and sending it: the count as the visit's step, the order as its own command.
 */
import type { Customer, MustStockList, Order, Payloads, PriceList, Product, StepResult, Visit, VisitStep, VisitType } from '@outrider/data'
import { living, typeFor } from '@outrider/visits/shared/steps'
import { useData, useLiveQuery } from '@outrider/phone'
import { computed, reactive, ref, toRaw, watch } from 'vue'
import { emptyRow, emptySheet, orderLines, priceListOn, sheetRows, sheetTotals, stockLines, suggestion, type RowEntry, type SheetEntry } from '../shared/sheet'

interface Base {
  customer: Customer | null
  visit: Visit | null
  type: VisitType | null
  products: Product[]
  must: MustStockList | null
  list: PriceList | null
  orders: Order[]
  distributors: Customer[]
}

export function useSheet(where: { visitId?: string; customerId?: string }) {
  const data = useData()
  const today = data.clock.today()
  const key = where.visitId ? `sheet:visit:${where.visitId}` : `sheet:customer:${where.customerId}`
  const entry = reactive<SheetEntry>(emptySheet(null))
  const loaded = ref(false)

  const base = useLiveQuery<Base>(async (tables) => {
    const visit = where.visitId ? ((await tables.visits.get(where.visitId)) ?? null) : null
    const customerId = visit?.customer ?? where.customerId ?? ''
    const [customer, products, lists, types, orders, distributors] = await Promise.all([
      tables.customers.get(customerId),
      tables.products.orderBy('sort_order').toArray(),
      tables.price_lists.toArray(),
      tables.visit_types.toArray(),
      tables.orders.where('customer').equals(customerId).toArray(),
      tables.customers.where('kind').anyOf('distributor', 'sub_distributor').toArray(),
    ])
    const must = customer?.shop_type ? await tables.must_stock_lists.where('shop_type').equals(customer.shop_type).first() : undefined
    const past = orders.filter((one) => one.status !== 'void' && one.status !== 'draft' && one.visit !== where.visitId)
    past.sort((a, b) => (a.placed_at < b.placed_at ? 1 : -1))
    return {
      customer: customer ?? null,
      visit,
      type: types.find((one) => one.id === visit?.visit_type) ?? typeFor(types, customer?.kind),
      products,
      must: must ?? null,
      list: priceListOn(lists, today),
      orders: past,
      distributors,
    }
  })

  const rows = computed(() => (base.value ? sheetRows(base.value.products, base.value.must, base.value.orders, base.value.list, entry.added) : []))
  const footer = computed(() => sheetTotals(rows.value, entry))
  const row = (product: string): RowEntry => (entry.rows[product] ??= emptyRow(product))
  const suggested = computed(() => new Map(rows.value.map((one) => [one.product.id, suggestion(one, base.value?.orders ?? [], entry.rows[one.product.id])])))

  /** Fill from the draft, else with what this shop usually has (its distributor, the last payment). */
  watch(base, async (value) => {
    if (!value || loaded.value) return
    const draft = await data.drafts.get<SheetEntry>(key)
    Object.assign(entry, draft ?? { ...emptySheet(value.customer?.supplying_distributor ?? null), payment: value.orders[0]?.payment ?? 'now' })
    loaded.value = true
  })
  const plain = (): SheetEntry => structuredClone(JSON.parse(JSON.stringify(toRaw(entry))) as SheetEntry)
  watch(entry, () => loaded.value && void data.drafts.put(key, plain()), { deep: true })

  function stepOf(kind: string): { step: VisitStep; last: StepResult | null } | null {
    const step = base.value?.type?.steps.find((one) => one.kind === kind)
    if (!step) return null
    const last = living(base.value?.visit?.steps ?? []).filter((one) => one.step_key === step.key).at(-1)
    return { step, last: last ?? null }
  }

  async function complete(kind: string, value: Record<string, unknown>, replace: boolean, clear: string[]): Promise<void> {
    const found = stepOf(kind)
    const visit = base.value?.visit
    if (!found || !visit) return
    await data.perform(
      'visit.complete_step',
      {
        visit_id: visit.id,
        result_id: data.newId(),
        step_key: found.step.key,
        kind,
        at: data.clock.iso(),
        data: value,
        photos: [],
        ...(replace && found.last ? { replaces: found.last.id } : {}),
      },
      { clearDrafts: clear },
    )
  }

  async function submitOrder(draft: boolean, clear: string[]): Promise<string | null> {
    const lines = orderLines(rows.value, entry)
    const customer = base.value?.customer
    if (!lines.length || !customer) return null
    const orderId = data.newId()
    const payload: Payloads['order.submit'] = {
      order_id: orderId,
      customer_id: customer.id,
      visit_id: base.value?.visit?.id ?? null,
      supplying_distributor_id: entry.distributor,
      delivery_on: entry.delivery_on || null,
      payment: entry.payment,
      note: entry.note.trim() || null,
      draft,
      placed_at: data.clock.iso(),
      lines: lines.map((line) => ({ line_id: data.newId(), product_id: line.product, unit: line.unit, quantity: line.quantity, price: line.price, gift: line.gift })),
    }
    await data.perform('order.submit', payload, { clearDrafts: clear })
    return orderId
  }

  /**
   * Saves count and order. The draft goes in the same transaction as the order (a kill in between must not make a
   * second order); the order's step follows, and the visit's card makes up for it if the page died just there.
   */
  async function submit(draft: boolean): Promise<string | null> {
    const counted = stockLines(rows.value, entry)
    const ordered = orderLines(rows.value, entry).length > 0
    loaded.value = false // no autosave after this: it would bring the draft back
    if (counted.length) await complete('stock_count', { lines: counted }, true, ordered ? [] : [key])
    const orderId = await submitOrder(draft, [key])
    if (orderId) await complete('order', { order_id: orderId }, false, [])
    return orderId
  }

  return { base, entry, rows, row, footer, suggested, submit, loaded, key }
}
