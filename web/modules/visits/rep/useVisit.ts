/** One visit with everything its page shows, from local tables only. */
import type { Contact, Customer, Order, Visit, VisitType } from '@outrider/data'
import { useLiveQuery, useModules } from '@outrider/phone'
import { computed, type Ref } from 'vue'
import { cardsOf, missingSteps, stepStates, typeFor } from '../shared/steps'

const SHEET: ReadonlySet<string> = new Set(['stock_count', 'order'])

export interface VisitView {
  visit: Visit | null
  customer: Customer | null
  type: VisitType | null
  contacts: Contact[]
  before: Visit | null
  orders: Order[]
}

export function useVisit(id: Ref<string>) {
  const has = useModules()
  const view = useLiveQuery<VisitView>(
    async (tables) => {
      const visit = (await tables.visits.get(id.value)) ?? null
      if (!visit) return { visit: null, customer: null, type: null, contacts: [], before: null, orders: [] }
      const [customer, types, contacts, visits, orders] = await Promise.all([
        tables.customers.get(visit.customer),
        tables.visit_types.toArray(),
        tables.contacts.where('customer').equals(visit.customer).toArray(),
        tables.visits.where('customer').equals(visit.customer).toArray(),
        tables.orders.where('customer').equals(visit.customer).toArray(),
      ])
      const earlier = visits
        .filter((one) => one.id !== visit.id && one.checked_in_at < visit.checked_in_at)
        .sort((a, b) => (a.checked_in_at < b.checked_in_at ? 1 : -1))
      orders.sort((a, b) => (a.placed_at < b.placed_at ? 1 : -1))
      return {
        visit,
        customer: customer ?? null,
        type: types.find((one) => one.id === visit.visit_type) ?? typeFor(types, customer?.kind),
        contacts: contacts.sort((a, b) => Number(b.is_primary ?? false) - Number(a.is_primary ?? false)),
        before: earlier[0] ?? null,
        orders,
      }
    },
    [id],
  )
  /** Goods and orders are one part of the product: without it a visit has no sheet. */
  const wanted = (kind: string) => has('orders') || !SHEET.has(kind)
  const states = computed(() => (view.value?.visit && view.value.type ? stepStates(view.value.type, view.value.visit).filter((one) => wanted(one.step.kind)) : []))
  const cards = computed(() => cardsOf(states.value))
  const missing = computed(() => missingSteps(states.value))
  const ownOrders = computed(() => (view.value?.orders ?? []).filter((one) => one.visit === id.value && one.status !== 'void'))
  return { view, states, cards, missing, ownOrders }
}
