/** 说明情况 on the phone: shown at once, harmless when the server's row has it already, never a second time. */
import { describe, expect, it } from 'vitest'
import { reviewExplain } from '../src/effects/review.ts'
import type { Review, Visit } from '../src/index.ts'

const asked = { id: 'e1', what: 'asked' as const, by: null, name: '', at: '2026-11-23T04:00:00Z', text: '', decision: '' as const, photo: null }
const review: Review = { id: 'r1', title: '惠民', visit: 'v1', rep: 'p1', kind: 'evidence', status: 'open', asked_at: asked.at, entries: [asked] }
const photo = { photo_id: 'f1', digest: 'a'.repeat(64), size: 1, width: 1, height: 1, taken_at: asked.at, check_code: null, shown_digest: null }
const said = { review_id: 'r1', note_id: 'n1', text: '店搬了', photos: [photo], at: '2026-11-23T12:00:00+08:00' }
const facts = { person: 'p1', at: said.at, today: '2026-11-23', visit: 'v1' }
const after = <T>(row: T, entity: string): T => reviewExplain.patches(said, facts).filter((one) => one.entity === entity).reduce((now, one) => one.apply(now) as T, row)

describe('review.explain', () => {
  it('stands in the conversation and gives the visit its photo', () => {
    expect(after(review, 'review')).toMatchObject({ status: 'explained', entries: [asked, { id: 'n1', what: 'explained', text: '店搬了', photo: { digest: photo.digest } }] })
    expect(after({ id: 'v1', photos: [] } as unknown as Visit, 'visit').photos).toMatchObject([{ id: 'f1', step_key: 'explanation' }])
  })
  it('is an appeal after a decision, once, and a note after that', () => {
    const decided: Review = { ...review, status: 'decided', decision: 'rejected' }
    expect(after(decided, 'review')).toMatchObject({ status: 'appealed' })
    expect(after({ ...decided, appealed_at: asked.at }, 'review')).toMatchObject({ status: 'decided', entries: [asked, { what: 'added' }] })
  })
  it('changes nothing that the server has taken in already', () => {
    const known = { ...review, status: 'explained' as const, entries: [asked, { ...asked, id: 'n1', what: 'explained' as const }] }
    expect(after(known, 'review')).toEqual(known)
  })
})
