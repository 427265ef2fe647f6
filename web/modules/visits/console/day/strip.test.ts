import { describe, expect, it } from 'vitest'
import type { PersonDay } from '@outrider/data'
import { frameOf, midnightOf, stripOf } from './strip'

const midnight = Date.parse('2026-11-23T00:00:00+08:00')
const at = (time: string) => `2026-11-23T${time}:00+08:00`
const visit = (id: string, from: string, to: string | null): PersonDay['visits'][number] => ({
  id, customer: { id, name: id }, from: at(from), to: to && at(to), minutes: null, outcome: 'normal', distance_m: 12, amount: null, photos: [],
})

describe('the strip of a day', () => {
  it('runs from 8 to 18 h on an ordinary day', () => {
    expect(frameOf(midnight, [Date.parse(at('09:10')), Date.parse(at('16:00'))])).toEqual({ from: Date.parse(at('08:00')), to: Date.parse(at('18:00')) })
  })

  it('widens to whole hours for early and late work', () => {
    const frame = frameOf(midnight, [Date.parse(at('06:40')), Date.parse(at('19:05'))])
    expect(frame).toEqual({ from: Date.parse(at('06:00')), to: Date.parse(at('20:00')) })
  })

  it('places visits, the way between them and a gap that is no way', () => {
    const day: PersonDay = { visits: [visit('b', '11:00', '12:00'), visit('a', '09:00', '10:00'), visit('c', '15:00', '16:00')], gaps: [{ from: at('12:00'), to: at('15:00') }], track: [] }
    const strip = stripOf(day, midnight, Date.parse(at('13:00')))
    expect(strip.visits.map((one) => [one.visit.id, one.left, one.width])).toEqual([['a', 10, 10], ['b', 30, 10], ['c', 70, 10]])
    expect(strip.travel).toEqual([{ left: 20, width: 10 }])
    expect(strip.gaps).toEqual([{ left: 40, width: 30 }])
    expect(strip.now).toBe(50)
    expect(strip.hours).toHaveLength(11)
  })

  it('lets an open visit run until now, and on a past day not at all', () => {
    const day: PersonDay = { visits: [visit('a', '09:00', null)], gaps: [], track: [] }
    expect(stripOf(day, midnight, Date.parse(at('10:00'))).visits[0]).toMatchObject({ open: true, width: 10 })
    expect(stripOf(day, midnight, Date.parse('2026-11-25T10:00:00+08:00')).visits[0]).toMatchObject({ open: true, width: 0 })
  })

  it('finds midnight in the zone of the company', () => {
    expect(midnightOf('2026-11-23', 'Asia/Shanghai')).toBe(midnight)
    expect(midnightOf('2026-11-23', 'America/New_York')).toBe(Date.parse('2026-11-23T00:00:00-05:00'))
    expect(midnightOf('2026-11-23', 'UTC')).toBe(Date.parse('2026-11-23T00:00:00Z'))
  })
})
