import { describe, expect, it } from 'vitest'
import { arrivals, drawn, notBefore, scaleBar, usualStay, wayMinutes } from './route'

const box = { width: 358, height: 120, pad: 16, apart: 22 }
const at = (lat: number, lng: number) => ({ lat, lng })

describe('the drawing of a day', () => {
  it('puts north up and east right, at one scale, within the box', () => {
    const { at: places, metresPerUnit } = drawn([at(30, 120), at(30.01, 120.05)], box)
    expect(places[1]!.x).toBeGreaterThan(places[0]!.x)
    expect(places[1]!.y).toBeLessThan(places[0]!.y)
    expect(places.every((one) => one.x >= 15.9 && one.x <= 342.1 && one.y >= 15.9 && one.y <= 104.1)).toBe(true)
    const wide = (places[1]!.x - places[0]!.x) * metresPerUnit
    expect(wide).toBeCloseTo(0.05 * 111_320 * Math.cos((30.005 * Math.PI) / 180), 0)
  })

  it('moves shops in one house apart and does not blow a single one up', () => {
    const { at: places, metresPerUnit } = drawn([at(30, 120), at(30, 120), at(30, 120)], box)
    for (const [one, two] of [[0, 1], [1, 2], [0, 2]]) {
      expect(Math.hypot(places[one!]!.x - places[two!]!.x, places[one!]!.y - places[two!]!.y)).toBeGreaterThan(20)
    }
    expect(metresPerUnit).toBeGreaterThan(3)
    expect(drawn([at(30, 120)], box).at[0]).toEqual({ x: 179, y: 60 })
    expect(drawn([], box).at).toEqual([])
  })

  it('takes a round length for the bar', () => {
    expect(scaleBar(10, 80)).toEqual({ metres: 500, units: 50 })
    expect(scaleBar(2.6, 80).metres).toBe(200)
  })
})

describe('times of arrival', () => {
  const nine = Date.parse('2026-11-23T09:00:00+08:00')
  const clock = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(11, 16)

  it('adds ways and stays in the given order, to five minutes', () => {
    const legs = [{ id: 'a', place: at(30, 120) }, { id: 'b', place: at(30.02, 120) }, { id: 'c', place: null }]
    const found = arrivals(legs, { at: nine, place: null }, 20)
    expect([...found.at].map(([id, time]) => [id, clock(time)])).toEqual([['a', '09:10'], ['b', '09:45'], ['c', '10:15']])
    expect(clock(found.end!)).toBe('10:35')
  })

  it('has no end without stops, and knows a way without a place', () => {
    expect(arrivals([], { at: nine, place: null }, 20).end).toBeNull()
    expect(wayMinutes(null, at(30, 120))).toBe(10)
  })

  it('takes the middle of the recent stays', () => {
    expect(usualStay([600, 1200, 900, 7200, 780, null, 5])).toBe(15)
    expect(usualStay([600])).toBe(15)
    expect(usualStay([600, 600, 600, 1200, 1200])).toBe(10)
  })
})

describe('a planned route', () => {
  const at = (clock: string) => Date.parse(`2026-11-23T${clock}:00+08:00`)
  it('says when one is early, and is overtaken when one is late', () => {
    const found = { at: new Map([['a', at('09:00')], ['b', at('11:30')]]), end: at('11:45') }
    const plans = [{ id: 'a', eta: '2026-11-23T08:31:00+08:00' }, { id: 'b', eta: '2026-11-23T13:02:00+08:00', leave_at: '2026-11-23T13:20:00+08:00' }]
    const shown = notBefore(found, plans)
    expect([...shown.at.values(), shown.end]).toEqual([at('09:00'), at('13:05'), at('13:20')])
  })
})
