/** 无法拜访: a visit that reached the shop but could not be made, with its reason and photo. */
import type { Effect } from './effect.ts'
import { amend, keys, patch, titlesOf, utc } from './effect.ts'
import { withPhotos } from './visit.complete_step.ts'

export const couldNot: Effect<'visit.could_not'> = {
  entities: ['visit', 'visit_plan', 'customer'],
  links: (p) => ({ owns: keys('visit', p.visit_id), after: [...keys('visit_plan', p.plan_id), ...keys('customer', p.customer_id)] }),
  gather: async (p, reader) => ({ customer_name: (await reader.get('customer', p.customer_id))?.name ?? null }),
  patches: (p, facts) => [
    ...patch('visit', p.visit_id, (row) => {
      if (row) return row
      const visit = {
        id: p.visit_id,
        customer: p.customer_id,
        rep: facts.person,
        plan: p.plan_id,
        planned: p.plan_id !== null,
        status: 'could_not' as const,
        could_not_reason: p.reason,
        summary: p.note,
        checked_in_at: utc(p.at),
        checked_out_at: utc(p.at),
        business_date: facts.today,
        location_status: p.location.status,
        effective: false,
        complete: p.photos.length === 0,
        steps: [],
        orders: [],
        _titles: titlesOf(facts, { customer: 'customer_name' }),
      }
      return { ...visit, photos: withPhotos(visit, null, p.photos) }
    }),
    ...amend('visit_plan', p.plan_id, () => ({
      visit: p.visit_id,
      status: p.reason === 'rescheduled' ? ('postponed' as const) : ('could_not' as const),
    })),
  ],
}
