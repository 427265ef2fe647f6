import { describe, expect, it } from 'vitest'
import { asUnits, nextKey, unitsText } from './units'

describe('units of a product', () => {
  it('reads as people say it', () => {
    expect(unitsText([{ key: 'box', name: '箱', factor: '15' }, { key: 'piece', name: '瓶', factor: '1' }])).toBe('1箱 = 15瓶')
    expect(unitsText([{ key: 'piece', name: '袋', factor: '1' }])).toBe('袋')
    expect(unitsText(null)).toBe('')
  })
  it('gives a new unit a key of its own', () => {
    expect(nextKey([])).toBe('box')
    expect(nextKey(asUnits([{ key: 'box' }, { key: 'piece' }, { key: 'pack' }]))).toBe('unit_4')
  })
})
