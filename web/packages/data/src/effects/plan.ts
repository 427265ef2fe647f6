/** Plans made, moved and cancelled by the rep. */
import type { Effect } from './effect.ts'
import { amend, keys, patch, titlesOf } from './effect.ts'

export const planAdd: Effect<'plan.add'> = {
  entities: ['visit_plan', 'customer'],
  links: (p) => ({ owns: keys('visit_plan', p.plan_id), after: keys('customer', p.customer_id) }),
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
  patches: (p) => amend('visit_plan', p.plan_id, () => ({ on: p.on, position: p.position, status: 'planned' as const, eta: null, leave_at: null, left_out: '' })),
}

/** The places that the stops had when the act was saved, lowest first: as the server deals them out again. Who keeps his place keeps his time. */
export const planReorder: Effect<'plan.reorder'> = {
  entities: ['visit_plan'],
  links: (p) => ({ owns: p.plan_ids.flatMap((id) => keys('visit_plan', id)), needs: p.plan_ids.flatMap((id) => keys('visit_plan', id)) }),
  gather: async (p, reader) => {
    const rows = await Promise.all(p.plan_ids.map((id) => reader.get('visit_plan', id)))
    const places = rows.map((row, index) => row?.position ?? index + 1).sort((one, two) => one - two)
    return { places: new Set(places).size === places.length ? places : places.map((_, index) => places[0]! + index) }
  },
  patches: (p, facts) => {
    const places = facts.places as number[]
    return p.plan_ids.flatMap((id, index) => amend('visit_plan', id, (row) => (row.position === places[index] ? {} : { position: places[index]!, eta: null, leave_at: null })))
  },
}

export const planCancel: Effect<'plan.cancel'> = {
  entities: ['visit_plan'],
  links: (p) => ({ owns: keys('visit_plan', p.plan_id), needs: keys('visit_plan', p.plan_id) }),
  patches: (p) => amend('visit_plan', p.plan_id, () => ({ status: 'cancelled' as const })),
}
