/** Check-in: consent once, one open visit at a time, saved at the tap, the fix follows. At most three taps. */
import type { Customer, Data, Visit, VisitPlan } from '@outrider/data'
import { ask, notify, settleConsent, useData, useFailure } from '@outrider/phone'
import { settleShift } from '@outrider/tracking/rep/useShift'
import { ref } from 'vue'
import { useI18n } from '@outrider/ui'
import { useRouter } from 'vue-router'
import { typeFor } from '../shared/steps'
import { openVisit } from '../shared/today'
import { followFix } from './fixes'

/** The visit that is open at this customer, or whether no other one is open any more. */
async function closeOther(data: Data, customer: Customer): Promise<Visit | 'free' | 'stay'> {
  const open = openVisit(await data.tables.visits.where('status').equals('open').toArray())
  if (!open) return 'free'
  if (open.customer === customer.id) return open
  const closed = await ask<boolean>(() => import('./LateCheckOut.vue'), { visit: open, next: customer.name })
  return closed ? 'free' : 'stay'
}

/** The plan of today for this customer, when the visit starts from somewhere else than the day's list. */
async function planOf(data: Data, customer: Customer): Promise<VisitPlan | null> {
  const today = data.clock.today()
  const plans = await data.tables.visit_plans.where('customer').equals(customer.id).toArray()
  return plans.find((one) => one.on === today && one.status === 'planned' && !one.visit) ?? null
}

/** The visit's id; the fix follows when there is consent. */
async function save(data: Data, customer: Customer, plan: VisitPlan | null, consented: boolean, purpose: string | null): Promise<string> {
  const visitId = data.newId()
  const type = typeFor(await data.tables.visit_types.toArray(), customer.kind, plan?.visit_type)
  await data.perform('visit.check_in', {
    visit_id: visitId,
    customer_id: customer.id,
    plan_id: plan?.id ?? null,
    visit_type_id: type?.id ?? null,
    planned: plan !== null,
    purpose: purpose ?? plan?.purpose ?? null,
    at: data.clock.iso(),
    location: { status: consented ? 'pending' : 'refused', fixes: [] },
  })
  return visitId
}

export function useCheckIn() {
  const data = useData()
  const router = useRouter()
  const { t } = useI18n()
  const failure = useFailure()
  const busy = ref(false)

  async function checkIn(customer: Customer, plan: VisitPlan | null, purpose: string | null = null): Promise<void> {
    if (busy.value) return
    busy.value = true
    try {
      const consented = await settleConsent()
      const other = await closeOther(data, customer)
      if (other === 'stay') return
      if (other !== 'free') return void (await router.push(`/visits/${other.id}`))
      await settleShift(data, consented)
      const visitId = await save(data, customer, plan ?? (await planOf(data, customer)), consented, purpose)
      if (consented) followFix(data, visitId, customer.pin)
      notify(t('sync.saved_here'), 'good')
      await router.push(`/visits/${visitId}`)
    } catch (error) {
      notify(failure(error), 'bad')
    } finally {
      busy.value = false
    }
  }

  return { busy, checkIn }
}
