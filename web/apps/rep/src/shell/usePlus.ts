/** ＋: what can be started from anywhere. */
import { ask, notify, useData } from '@outrider/phone'
import { useCheckIn } from '@outrider/visits/rep/useCheckIn'
import { useI18n } from '@outrider/ui'
import { useRouter } from 'vue-router'

export type PlusAct = 'visit' | 'customer' | 'order' | 'activity' | 'plan'

export function usePlus() {
  const data = useData()
  const router = useRouter()
  const { t } = useI18n()
  const { checkIn } = useCheckIn()

  async function open(): Promise<void> {
    const act = await ask<PlusAct>(() => import('./PlusSheet.vue'))
    if (!act) return
    if (act === 'customer') return void (await router.push('/customers/new'))
    if (act === 'plan') return void (await router.push('/plan'))
    const id = await ask<string>(() => import('@outrider/customers/rep/CustomerPicker.vue'), { title: t(`plus.${act}`) })
    const customer = id ? await data.tables.customers.get(id) : undefined
    if (!customer) return
    if (act === 'visit') await checkIn(customer, null)
    else if (act === 'order') await router.push(`/customers/${customer.id}/order`)
    else if (await ask<boolean>(() => import('@outrider/customers/rep/ActivitySheet.vue'), { customer })) notify(t('sync.saved_here'), 'good')
  }
  return { open }
}
