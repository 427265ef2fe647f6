import { describe, expect, it } from 'vitest'
import { latestSteps, readVisit, stepRows } from './read'

const photo = (id: string, step_key: string | null) => ({ id, step_key, digest: id, taken_at: '2026-11-23T09:00:00+08:00', check_code: 'A1', received: true, verdict: null, verdict_reason: null })

describe('reading a visit', () => {
  it('shows the last word of a step that was done again', () => {
    const steps = [
      { id: '2', step_key: 'note', kind: 'note', at: '2026-11-23T09:05:00+08:00', data: { text: 'later' }, replaces: '1' },
      { id: '1', step_key: 'note', kind: 'note', at: '2026-11-23T09:00:00+08:00', data: { text: 'first' } },
    ]
    expect(latestSteps(steps).map((step) => step.id)).toEqual(['2'])
  })

  it('puts photos to their steps and keeps the loose ones', () => {
    const visit = readVisit({
      id: 'v', steps: [{ id: '1', step_key: 'front', kind: 'photo', at: '2026-11-23T09:00:00+08:00', data: {} }],
      photos: [photo('a', 'front'), photo('b', null), photo('c', 'gone')], status: 'done', complete: false, effective: null,
    })
    expect(visit.steps[0]!.photos.map((one) => one.id)).toEqual(['a'])
    expect(visit.loosePhotos.map((one) => one.id)).toEqual(['b', 'c'])
    expect([visit.complete, visit.effective, visit.couldNot]).toEqual([false, null, false])
  })

  it('shows every step of the type, done or not, and what was done beside it', () => {
    const visit = readVisit({
      id: 'v', type: { steps: [{ key: 'front', kind: 'photo', label: '门头照', required: true }, { key: 'note', kind: 'note', label: '竞品' }] },
      steps: [{ id: '1', step_key: 'note', kind: 'note', at: '2026-11-23T09:00:00+08:00', data: {} }, { id: '2', step_key: 'old', kind: 'note', at: '2026-11-23T09:01:00+08:00', data: {} }],
    })
    expect(stepRows(visit).map((row) => [row.key, row.required, row.step?.id ?? null])).toEqual([['front', true, null], ['note', false, '1'], ['old', false, '2']])
  })

  it('takes evidence sentences as texts or as objects', () => {
    const visit = readVisit({ id: 'v', evidence: { outcome: 'normal', sentences: ['距门店 35 米', { text: '来源:演示定位' }], fixes: [] } })
    expect(visit.evidence?.sentences).toEqual(['距门店 35 米', '来源:演示定位'])
  })

  it('survives a visit with nothing in it', () => {
    expect(readVisit({ id: 'v' })).toMatchObject({ steps: [], orders: [], evidence: null, seconds: null })
  })
})
