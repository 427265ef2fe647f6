/** Plans made, moved and cancelled by the rep. */
import type { Effect } from './effect.ts'
import { amend, keys, patch, titlesOf } from './effect.ts'

export const planAdd: Effect<'plan.add'> = {
  entities: ['visit_plan', 'customer'],
  links: (p) => ({ owns: keys('visit_plan', p.plan_id) }),
  gather: async (p, reader) => ({ customer_name: (await reader.get('customer', p.customer_id))?.name ?? null }),
  patches: (p, facts) =>
    patch('visit_plan', p.plan_id, (row) => row ?? {
      id: p.plan_id,
      rep: facts.person,
      customer: p.customer_id,
      on: p.on,
      position: p.position,
      visit_type: p.visit_type_id,
      purpose: p.purpose,
      status: 'planned',
      visit: null,
      _titles: titlesOf(facts, { customer: 'customer_name' }),
    }),
}

export const planMove: Effect<'plan.move'> = {
  entities: ['visit_plan'],
  links: (p) => ({ owns: keys('visit_plan', p.plan_id), needs: keys('visit_plan', p.plan_id) }),
  patches: (p) => amend('visit_plan', p.plan_id, () => ({ on: p.on, position: p.position })),
}

export const planCancel: Effect<'plan.cancel'> = {
  entities: ['visit_plan'],
  links: (p) => ({ owns: keys('visit_plan', p.plan_id), needs: keys('visit_plan', p.plan_id) }),
  patches: (p) => amend('visit_plan', p.plan_id, () => ({ status: 'cancelled' as const })),
}
