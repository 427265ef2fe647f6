import { describe, expect, it } from 'vitest'
import { linesOf, placeOf } from './photoMark'

const t = (key: string, values?: Record<string, unknown>) => (key === 'entity.photo.away' ? `距门店 ${values?.distance}` : key === 'entity.photo.code' ? '校验码' : '位置未知')
const format = { moment: (at: string) => at.slice(0, 16), distance: (metres: number) => `${metres} 米` }
const mark = { taken_at: '2026-11-23T10:12:00Z', customer: '惠民便利', address: '解放路 12 号', distance_m: 32, rep: '王磊', code: '7K2M-9XQ4' }

describe('the mark of a photo at the desk', () => {
  it('has the five facts', () => {
    expect(linesOf(mark, t, format)).toEqual(['2026-11-23T10:12', '惠民便利', '王磊 · 解放路 12 号 · 距门店 32 米', '校验码 7K2M-9XQ4'])
  })
  it('says what is known of the place', () => {
    expect([placeOf({ address: '', distance_m: 0 }, t, format), placeOf({ address: '解放路', distance_m: null }, t, format), placeOf({ address: '', distance_m: null }, t, format)]).toEqual(['距门店 0 米', '解放路', '位置未知'])
  })
})
