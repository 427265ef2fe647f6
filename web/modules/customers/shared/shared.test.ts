/** Distances, map links and opening hours. */
import { describe, expect, it } from 'vitest'
import { distance, toGcj, toWgs } from './geo'
import { openingAt, sayHours } from './hours'
import { addressOf, canDial, mapLink, sayContact, sayPhone } from './links'

const TIANANMEN = { lat: 39.90734, lng: 116.39089 }

describe('distance and datums', () => {
  it('measures metres', () => {
    expect(Math.round(distance({ lat: 41.15, lng: -8.61 }, { lat: 41.151, lng: -8.61 }))).toBe(111)
  })
  it('comes back to the same place through GCJ-02 within a centimetre', () => {
    const shown = toGcj(TIANANMEN)
    expect(distance(shown, TIANANMEN)).toBeGreaterThan(300)
    expect(distance(toWgs({ ...shown, datum: 'GCJ-02' }), TIANANMEN)).toBeLessThan(0.01)
  })
  it('leaves places outside China where they are', () => {
    expect(toWgs({ lat: 41.15, lng: -8.61, datum: 'GCJ-02' })).toEqual({ lat: 41.15, lng: -8.61 })
  })
  it('takes BD-09 back to near the same place', () => {
    const bd = { lat: 39.91492, lng: 116.40387, datum: 'BD-09' as const }
    expect(distance(toWgs(bd), TIANANMEN)).toBeLessThan(120)
  })
})

describe('links', () => {
  const shop = { id: 'c', name: '惠民便利', province: '江省', city: '临澜市', district: '城东区', address: '解放路 8 号' }
  it('writes the address once', () => {
    expect(addressOf(shop)).toBe('江省临澜市城东区解放路 8 号')
    expect(addressOf({ ...shop, province: '上海市', city: '上海市' })).toBe('上海市城东区解放路 8 号')
  })
  it('opens the system map with or without a pin', () => {
    expect(mapLink({ ...shop, pin: { lat: 41.15, lng: -8.61, datum: 'WGS-84' } }, 'Android')).toMatch(/^geo:41.150000,-8.610000/)
    expect(mapLink({ ...shop, pin: { lat: 41.15, lng: -8.61, datum: 'WGS-84' } }, 'iPhone')).toMatch(/^maps:/)
    expect(mapLink({ id: 'x', name: 'x' }, 'Android')).toBeNull()
  })
  it('says numbers and names as people do', () => {
    expect(['+8619900010018', '138****0000', '021-5555 1234', '+351912345678'].map(sayPhone)).toEqual(['199 0001 0018', '138 **** 0000', '021-5555 1234', '+351912345678'])
    expect([sayContact({ name: '王建国', salutation: '王老板' }), sayContact({ name: '王老板娘', salutation: '老板娘' })]).toEqual(['王建国 王老板', '王老板娘'])
  })
  it('never dials a masked number', () => {
    expect([canDial('13800000000'), canDial('138****0000'), canDial(null)]).toEqual([true, false, false])
  })
})

describe('opening hours', () => {
  it('reads in the reader\'s words', () => {
    const names = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']
    expect(sayHours('Mo-Fr 08:00-20:00; Sa,Su 09:00-12:00; PH off', names, '休息', '至')).toBe('周一至周五 08:00-20:00;周六,周日 09:00-12:00;PH 休息')
  })
  it.each([
    ['Mo-Su 08:00-22:00', 1, '09:00', { state: 'open', until: '22:00' }],
    ['Mo-Fr 08:00-12:00,14:00-20:00; Sa 09:00-12:00; Su off', 1, '13:00', { state: 'closed', from: '14:00' }],
    ['Mo-Fr 08:00-12:00,14:00-20:00; Sa 09:00-12:00; Su off', 0, '10:00', { state: 'closed', from: null }],
    ['08:00-20:00', 3, '21:00', { state: 'closed', from: null }],
    ['18:00-02:00', 3, '23:00', { state: 'open', until: '02:00' }],
    ['24/7', 3, '23:00', { state: 'always' }],
    ['Mo-Fr 9-18', 1, '10:00', null],
    ['sunrise-sunset', 1, '10:00', null],
    ['', 1, '10:00', null],
  ] as const)('%s on day %s at %s', (text, day, time, expected) => {
    expect(openingAt(text, day, time)).toEqual(expected)
  })
})
