/** Closes the visit and its plan, and counts the time in store. */
import type { Effect } from './effect.ts'
import { amend, keys, utc } from './effect.ts'

export const checkOut: Effect<'visit.check_out'> = {
  entities: ['visit', 'visit_plan'],
  links: (p) => ({ owns: keys('visit', p.visit_id), needs: keys('visit', p.visit_id) }),
  gather: async (p, reader) => ({ plan_id: (await reader.get('visit', p.visit_id))?.plan ?? null }),
  patches: (p, facts) => [
    ...amend('visit', p.visit_id, (row) => ({
      status: row.status === 'open' ? 'done' : row.status,
      checked_out_at: row.checked_out_at ?? utc(p.at),
      time_in_store_s: Math.max(0, Math.round((Date.parse(p.at) - Date.parse(row.checked_in_at)) / 1000)),
      missing_reason: p.missing_reason ?? row.missing_reason ?? null,
    })),
    ...amend('visit_plan', facts['plan_id'] as string | null, () => ({ status: 'done' as const })),
  ],
}
