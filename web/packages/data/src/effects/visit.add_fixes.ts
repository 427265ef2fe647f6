/** The late fix: updates what the card says of the position. */
import type { Effect } from './effect.ts'
import { amend, keys } from './effect.ts'

export const addFixes: Effect<'visit.add_fixes'> = {
  entities: ['visit'],
  links: (p) => ({ owns: [], needs: keys('visit', p.visit_id) }),
  patches: (p) =>
    amend('visit', p.visit_id, (row) => ({
      location_status: row.location_status === 'located' ? 'located' : p.location.status,
      accuracy_m: p.location.fixes.at(-1)?.accuracy ?? row.accuracy_m ?? null,
    })),
}
