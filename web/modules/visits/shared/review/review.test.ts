import type { Review } from '@outrider/data'
import { describe, expect, it } from 'vitest'
import { drawPlace } from './place'
import { fromPhone, fromServer, meaning, together } from './read'

const entry = { id: 'e1', what: 'asked' as const, by: null, name: '', at: '2026-11-23T04:00:00Z', text: '', decision: '' as const, photo: null }
const row: Review = { id: 'r1', title: '惠民', visit: 'v1', rep: 'p1', kind: 'evidence', status: 'open', asked_at: entry.at, entries: [entry], sentences: { 'zh-Hans': ['一'], en: ['one'] } }

describe('a review', () => {
  it('is read from the phone in the language of its reader', () => {
    expect(fromPhone(row, null, 'en').sentences).toEqual(['one'])
    expect(fromPhone(row, null, 'zh-Hant').sentences).toEqual(['一'])
  })
  it('shows what the phone has said since over what the server had answered', () => {
    const whole = fromServer({ ...row, sentences: ['二'], can: { explain: true, decide: false } })
    const own = fromPhone({ ...row, status: 'explained', entries: [entry, { ...entry, id: 'e2', what: 'explained' }] }, null, 'en')
    expect(together(whole, own)).toMatchObject({ status: 'explained', sentences: ['二'], whole: true })
    expect(together(whole, own)?.entries).toHaveLength(2)
    expect(together(null, own)?.whole).toBe(false)
  })
  it('knows what words mean now', () => {
    expect(meaning({ status: 'appealed', appealedAt: 'x' })).toBe('explain')
    expect(meaning({ status: 'decided', appealedAt: null })).toBe('appeal')
    expect(meaning({ status: 'decided', appealedAt: 'x' })).toBe('add')
    expect(meaning({ status: 'withdrawn', appealedAt: null })).toBe('add')
  })
})

describe('the small map', () => {
  const place = { pin: [41.15, -8.61] as [number, number], fence_m: 200, proposed: null, fixes: [{ at: '', place: [41.166, -8.61] as [number, number], accuracy: 20 }] }
  it('has north up, one scale, and holds everything', () => {
    const found = drawPlace(place, 340, 220)!
    expect(found.fixes[0]!.y).toBeLessThan(found.pin!.y)
    expect((found.pin!.y - found.fixes[0]!.y) * found.metresPerUnit).toBeCloseTo(0.016 * 111_320, 0)
    expect(found.pin!.y + found.pin!.r).toBeLessThanOrEqual(220)
  })
  it('is none without a place', () => {
    expect(drawPlace({ ...place, pin: null, fixes: [] }, 340, 220)).toBeNull()
  })
})
