import { describe, expect, it } from 'vitest'
import { countedText, stockRows } from './stock'

const soda = { name: '苏打水', spec: '410ml×15', units: [{ key: 'box', name: '箱', factor: '15' }, { key: 'piece', name: '瓶', factor: '1' }] }

describe('a stock count in words', () => {
  it('writes units in the order of the product and drops zeros', () => {
    expect(countedText({ piece: '2', box: '3' }, soda)).toBe('3箱2瓶')
    expect(countedText({ box: '0', piece: '6' }, soda)).toBe('6瓶')
    expect(countedText({ box: '0', piece: '0' }, soda)).toBe('0箱')
    expect(countedText({}, soda)).toBe('—')
    expect(countedText({ box: '1' }, undefined)).toBe('1box')
  })
  it('names the product and its marks', () => {
    expect(stockRows([{ product_id: 'p', units: { box: '1' }, out_of_stock: false, near_expiry: true }], new Map([['p', soda]]))).toEqual([
      { key: 'p', name: '苏打水', spec: '410ml×15', counted: '1箱', outOfStock: false, nearExpiry: true },
    ])
  })
})
