/**
 * The facts of a day from this phone's own rows: the same figures as outrider/daily_reports/rules.py names. Pure.
 * What only the server judges (an effective visit) counts once it has judged it.
 */
import type { Customer, DayFacts, Later, Order, Product, Shift, Visit, VisitPlan } from '@outrider/data'
import { distance, toWgs } from '@outrider/customers/shared/geo'
import { counts, sumOf } from '@outrider/orders/shared/month'
import { living } from '@outrider/visits/shared/steps'

export interface DayRows {
  shifts: readonly Shift[]
  visits: readonly Visit[]
  plans: readonly VisitPlan[]
  orders: readonly Order[]
  customers: ReadonlyMap<string, Customer>
  products: ReadonlyMap<string, Product>
}

const MOST = 60
const GONE: ReadonlySet<string> = new Set(['cancelled', 'draft', 'left_out'])

export function factsOf(rows: DayRows): DayFacts {
  const visits = [...rows.visits].sort((one, two) => (one.checked_in_at < two.checked_in_at ? -1 : 1))
  const stays = visits.filter((one) => one.status !== 'could_not')
  const plans = rows.plans.filter((one) => !GONE.has(one.status)).sort((one, two) => one.position - two.position)
  const nameOf = (id: string, told?: string) => rows.customers.get(id)?.name ?? told ?? '…'
  const sold = rows.orders.filter(counts)
  return {
    shift: shiftFacts(rows.shifts),
    planned: plans.length,
    done: plans.filter((one) => one.status === 'done').length,
    visits: stays.length,
    could_not: visits.length - stays.length,
    effective: stays.filter((one) => one.effective === true).length,
    ad_hoc: stays.filter((one) => !one.planned).length,
    in_store_s: stays.reduce((sum, one) => sum + (one.time_in_store_s ?? 0), 0),
    photos: visits.reduce((sum, one) => sum + (one.photos?.length ?? 0), 0),
    photos_rejected: visits.reduce((sum, one) => sum + (one.photos ?? []).filter((photo) => photo.verdict === 'rejected').length, 0),
    off_shift: visits.filter((one) => one.flagged?.includes('off_shift')).length,
    distance_m: joined(visits, rows.customers),
    missed: plans
      .filter((one) => one.status !== 'done')
      .slice(0, MOST)
      .map((one) => ({ customer: one.customer, name: nameOf(one.customer, one._titles?.customer), reason: whyNot(one, rows.visits) })),
    ...shelves(visits, rows.products),
    orders: {
      count: sold.length,
      amount: sumOf(sold),
      rows: sold.slice(0, MOST).map((one) => ({
        id: one.id, customer: one.customer, name: nameOf(one.customer, one._titles?.customer), number: one.number,
        status: one.status, total: one.total ?? '0.00', quantity: one.quantity_text,
      })),
    },
  }
}

function shiftFacts(shifts: readonly Shift[]): DayFacts['shift'] {
  const own = shifts.filter((one) => one.status !== 'joined').sort((one, two) => (one.started_at < two.started_at ? -1 : 1))
  const first = own[0]
  const last = own.at(-1)
  if (!first || !last) return null
  const worked = last.ended_at ? own.reduce((sum, one) => sum + (one.worked_s ?? workedSeconds(one)), 0) : null
  return { status: last.status, started_at: first.started_at, ended_at: last.ended_at ?? null, ended_by: last.ended_by ?? null, worked_s: worked, location_status: first.location_status }
}

/** Between start and end without the breaks, as outrider/tracking/shifts.py counts. */
export function workedSeconds(shift: Shift): number {
  if (!shift.ended_at) return 0
  const [start, end] = [Date.parse(shift.started_at), Date.parse(shift.ended_at)]
  const away = (shift.breaks ?? []).reduce((sum, one) => {
    const [from, to] = [Math.max(start, Date.parse(one.from)), Math.min(end, one.to ? Date.parse(one.to) : end)]
    return sum + Math.max(0, to - from)
  }, 0)
  return Math.max(0, Math.floor((end - start - away) / 1000))
}

function joined(visits: readonly Visit[], customers: ReadonlyMap<string, Customer>): number {
  const places = visits.flatMap((one) => {
    const pin = customers.get(one.customer)?.pin
    return pin ? [toWgs(pin)] : []
  })
  return Math.round(places.slice(1).reduce((sum, place, index) => sum + distance(places[index]!, place), 0))
}

function whyNot(plan: VisitPlan, visits: readonly Visit[]): string {
  const visit = plan.status === 'could_not' ? visits.find((one) => one.id === plan.visit || one.plan === plan.id) : undefined
  if (visit?.could_not_reason) return visit.could_not_reason
  return plan.status === 'postponed' ? 'rescheduled' : plan.status === 'could_not' ? 'could_not' : 'not_visited'
}

interface Counted {
  product_id: string
  out_of_stock?: boolean
  near_expiry?: boolean
}

/** By what was counted last at each customer. */
function shelves(visits: readonly Visit[], products: ReadonlyMap<string, Product>): Pick<DayFacts, 'out_of_stock' | 'near_expiry'> {
  const last = new Map<string, Counted>()
  for (const visit of visits)
    for (const step of living(visit.steps ?? []).filter((one) => one.kind === 'stock_count'))
      for (const line of (step.data.lines ?? []) as Counted[]) last.set(`${visit.customer}/${line.product_id}`, line)
  const list = (field: 'out_of_stock' | 'near_expiry') => {
    const sums = new Map<string, number>()
    for (const line of last.values()) if (line[field]) sums.set(line.product_id, (sums.get(line.product_id) ?? 0) + 1)
    return [...sums]
      .map(([product, customers]) => ({ product, name: products.get(product)?.name ?? '…', customers }))
      .sort((one, two) => two.customers - one.customers || (one.name < two.name ? -1 : 1))
  }
  return { out_of_stock: list('out_of_stock'), near_expiry: list('near_expiry') }
}

const COUNTED = ['planned', 'done', 'visits', 'could_not', 'effective', 'ad_hoc', 'photos', 'photos_rejected', 'distance_m'] as const

/** What differs now from what was handed in. */
export function laterThan(frozen: DayFacts, now: DayFacts): Later[] {
  const found: Later[] = COUNTED.filter((key) => frozen[key] !== now[key]).map((key) => ({ key, before: frozen[key], after: now[key] }))
  for (const name of ['count', 'amount'] as const)
    if (frozen.orders[name] !== now.orders[name]) found.push({ key: `orders_${name}`, before: frozen.orders[name], after: now.orders[name] })
  for (const name of ['out_of_stock', 'near_expiry'] as const)
    if (frozen[name].length !== now[name].length) found.push({ key: name, before: frozen[name].length, after: now[name].length })
  return found
}
