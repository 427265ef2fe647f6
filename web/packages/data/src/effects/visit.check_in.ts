/** Opens the visit on this phone and notes it on the plan and the customer. */
import type { Effect } from './effect.ts'
import { amend, keys, patch, titlesOf, utc } from './effect.ts'

export const checkIn: Effect<'visit.check_in'> = {
  entities: ['visit', 'visit_plan', 'customer', 'visit_type'],
  links: (p) => ({ owns: keys('visit', p.visit_id), after: [...keys('visit_plan', p.plan_id), ...keys('customer', p.customer_id)] }),
  gather: async (p, reader) => ({
    customer_name: (await reader.get('customer', p.customer_id))?.name ?? null,
    type_name: (await reader.get('visit_type', p.visit_type_id))?.name ?? null,
  }),
  patches: (p, facts) => [
    ...patch('visit', p.visit_id, (row) => row ?? {
      id: p.visit_id,
      customer: p.customer_id,
      rep: facts.person,
      visit_type: p.visit_type_id,
      plan: p.plan_id,
      planned: p.planned,
      purpose: p.purpose,
      status: 'open',
      checked_in_at: utc(p.at),
      business_date: facts.today,
      location_status: p.location.status,
      accuracy_m: p.location.fixes.at(-1)?.accuracy ?? null,
      effective: null,
      complete: false,
      steps_done: [],
      steps: [],
      photos: [],
      orders: [],
      _titles: titlesOf(facts, { customer: 'customer_name', visit_type: 'type_name' }),
    }),
    ...amend('visit_plan', p.plan_id, (row) => ({ visit: row.visit ?? p.visit_id })),
    ...amend('customer', p.customer_id, (row) => ({ last_visit_on: later(row.last_visit_on, facts.today) })),
  ],
}

export const later = (known: string | null | undefined, today: string): string =>
  known && known > today ? known : today
