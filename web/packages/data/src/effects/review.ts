/** 说明情况: the rep's words stand in the review's conversation at once; after a decision they are an appeal. */
import type { Review, ReviewEntry } from '../records.day.ts'
import type { Effect } from './effect.ts'
import { amend, keys, utc } from './effect.ts'
import { withPhotos } from './visit.complete_step.ts'

/** What words mean now, as the server will see them unless somebody decides meanwhile. */
export function meaningOf(review: Pick<Review, 'status' | 'appealed_at'>): 'explained' | 'appealed' | 'added' {
  if (['open', 'explained', 'appealed'].includes(review.status)) return 'explained'
  return review.status === 'decided' && !review.appealed_at ? 'appealed' : 'added'
}

const statusAfter = (review: Review, what: ReviewEntry['what'], at: string): Partial<Review> => {
  if (what === 'appealed') return { status: 'appealed', appealed_at: at }
  return what === 'explained' && review.status === 'open' ? { status: 'explained' } : {}
}

export const reviewExplain: Effect<'review.explain'> = {
  entities: ['review', 'visit'],
  links: (p) => ({ owns: keys('review', p.review_id) }),
  gather: async (p, reader) => ({ visit: (await reader.get('review', p.review_id))?.visit ?? null }),
  patches: (p, facts) => [
    ...amend('review', p.review_id, (row) => {
      if (row.entries.some((one) => one.id === p.note_id)) return {}
      const what = meaningOf(row)
      const photo = p.photos[0] ? { id: p.photos[0].photo_id, digest: p.photos[0].digest } : null
      const said: ReviewEntry = { id: p.note_id, what, by: facts.person, name: '', at: utc(p.at), text: p.text, decision: '', photo }
      return { entries: [...row.entries, said], ...statusAfter(row, what, utc(p.at)) }
    }),
    ...amend('visit', typeof facts['visit'] === 'string' ? facts['visit'] : null, (row) =>
      p.photos.length ? { photos: withPhotos(row, 'explanation', p.photos), complete: false } : {},
    ),
  ],
}
