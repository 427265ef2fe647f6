/** Where one's own days begin and end, shown at once; the server keeps a home to about 100 m. */
import type { Effect } from './effect.ts'
import { keys, patch } from './effect.ts'

const coarse = (degrees: number): number => Math.round(degrees * 1_000) / 1_000

export const dayEndsSet: Effect<'day_ends.set'> = {
  entities: ['day_ends'],
  links: (p) => ({ owns: keys('day_ends', p.person) }),
  patches: (p) =>
    patch('day_ends', p.person, (row) => ({
      ...row,
      id: p.person,
      person: p.person,
      start: p.start,
      end: p.end,
      pin: p.home === undefined ? (row?.pin ?? null) : p.home && { lat: coarse(p.home.lat), lng: coarse(p.home.lng) },
    })),
}
