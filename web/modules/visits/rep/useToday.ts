/**
 * What Today reads, by index and nothing else: the day's plans, their customers, the open visit. What only decorates
 * (the last orders, usual stays) comes in a second query, so that the first stop can be tapped at once.
 */
import type { Customer, Data, Order, Tables, Visit, VisitPlan } from '@outrider/data'
import { useData, useLiveQuery, useNow } from '@outrider/phone'
import { computed, nextTick, ref, watch, type Ref } from 'vue'
import { toWgs } from '@outrider/customers/shared/geo'
import { arrivals, notBefore, usualStay } from '../shared/route'
import { dayOfStops, leftOut, openVisit, reasonFor, type Day, type Reason, type Stop } from '../shared/today'

const RECENT_VISITS = 30
const UNCOUNTED = ['cancelled', 'postponed', 'draft', 'left_out']
const placeOf = (customer: Customer | null | undefined) => (customer?.pin ? toWgs(customer.pin) : null)

interface Raw {
  plans: VisitPlan[]
  customers: Map<string, Customer>
  open: Visit | null
  openCustomer: Customer | null
}

async function readToday(tables: Tables, today: string): Promise<Raw> {
  const [plans, openVisits] = await Promise.all([
    tables.visit_plans.where('on').equals(today).toArray(),
    tables.visits.where('status').equals('open').toArray(),
  ])
  const open = openVisit(openVisits)
  const ids = [...new Set([...plans.map((plan) => plan.customer), ...(open ? [open.customer] : [])])]
  const rows = await tables.customers.bulkGet(ids)
  const customers = new Map(rows.filter((row) => row !== undefined).map((row) => [row.id, row]))
  return { plans, customers, open, openCustomer: open ? (customers.get(open.customer) ?? null) : null }
}

let primed: { today: string; raw: Raw } | null = null

/** Reads the day before the first screen is made: it is then drawn once, as it is, and nothing jumps. */
export async function primeToday(data: Data): Promise<void> {
  const today = data.clock.today()
  primed = { today, raw: await readToday(data.tables, today) }
}

function takePrimed(today: string): Raw | undefined {
  const found = primed?.today === today ? primed.raw : undefined
  primed = null
  return found
}

/** What only decorates waits until the first stop is on the screen. */
function useSettled(raw: Readonly<Ref<Raw | undefined>>): Ref<boolean> {
  const settled = ref(false)
  const stop = watch(
    raw,
    (here) => {
      if (!here) return
      void nextTick(() => stop())
      setTimeout(() => (settled.value = true), 60)
    },
    { immediate: true },
  )
  return settled
}

/** The orders of the day's customers. */
function useOrders(today: Ref<string>, settled: Ref<boolean>) {
  return useLiveQuery<Map<string, Order[]>>(async (tables) => {
    if (!settled.value) return new Map()
    const plans = await tables.visit_plans.where('on').equals(today.value).toArray()
    const rows = await tables.orders.where('customer').anyOf([...new Set(plans.map((plan) => plan.customer))]).toArray()
    const byCustomer = new Map<string, Order[]>()
    for (const row of rows) byCustomer.set(row.customer, [...(byCustomer.get(row.customer) ?? []), row])
    return byCustomer
  }, [today, settled])
}

/** How many minutes this person usually stays. */
function useUsualStay(settled: Ref<boolean>) {
  return useLiveQuery<number>(async (tables) => {
    if (!settled.value) return usualStay([])
    const recent = await tables.visits.orderBy('checked_in_at').reverse().limit(RECENT_VISITS).toArray()
    return usualStay(recent.map((one) => one.time_in_store_s))
  }, [settled])
}

const aheadOf = (day: Day | null): Stop[] => (day ? [...(day.next ? [day.next] : []), ...day.later] : [])

/** The shop one stands in is shown by its own card, not as the next stop. */
function dayOf({ plans, customers, open }: Raw): Day {
  const stops = dayOfStops(plans, customers)
  const ahead = aheadOf(stops).filter((stop) => !open || stop.plan.visit !== open.id)
  return { ...stops, next: ahead[0] ?? null, later: ahead.slice(1) }
}

/** All stops in plan order, the one that is going on too. */
function stopsOf({ plans, customers }: Raw): Stop[] {
  const day = dayOfStops(plans, customers)
  return [...day.done, ...aheadOf(day)].sort((one, two) => one.number - two.number)
}

/** About when: from the shop one stands in, or the last one done, on in the plan's order. */
function timesOf(day: Day | null, raw: Raw | undefined, now: number, minutes: number) {
  const ahead = aheadOf(day)
  const at = raw?.open ? Math.max(now, Date.parse(raw.open.checked_in_at) + minutes * 60_000) : now
  const from = raw?.open ? raw.openCustomer : day?.done.at(-1)?.customer
  const found = arrivals(ahead.map((stop) => ({ id: stop.plan.id, place: placeOf(stop.customer) })), { at, place: placeOf(from) }, minutes)
  return notBefore(found, ahead.map((stop) => stop.plan))
}

function newest(orders: readonly Order[]): Order | null {
  return orders.filter((one) => one.status !== 'void').sort((a, b) => (a.placed_at < b.placed_at ? 1 : -1))[0] ?? null
}

export function useToday() {
  const data = useData()
  const now = useNow(60_000)
  const today = computed(() => data.clock.today(now.value))
  const raw = useLiveQuery<Raw>((tables) => readToday(tables, today.value), [today], takePrimed(today.value))
  const settled = useSettled(raw)
  const orders = useOrders(today, settled)
  const stay = useUsualStay(settled)

  const day = computed(() => (raw.value ? dayOf(raw.value) : null))
  const stops = computed(() => (raw.value ? stopsOf(raw.value) : []))
  const out = computed(() => (raw.value ? leftOut(raw.value.plans, raw.value.customers) : []))
  const total = computed(() => raw.value?.plans.filter((plan) => !UNCOUNTED.includes(plan.status)).length ?? 0)
  const ordersOf = (customerId: string) => orders.value?.get(customerId) ?? []
  const reason = (stop: Stop): Reason => reasonFor(stop.plan, stop.customer, ordersOf(stop.customer.id), today.value)
  const reasons = computed(() => new Map(aheadOf(day.value).map((stop) => [stop.plan.id, reason(stop)])))
  const times = computed(() => timesOf(day.value, raw.value, now.value, stay.value ?? usualStay([])))
  const lastOrder = (customerId: string) => newest(ordersOf(customerId))

  return { today, now, raw, settled, day, total, reasons, lastOrder, times, stops, out }
}
