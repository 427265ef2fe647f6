import { describe, expect, it } from 'vitest'
import { asLines, listPriceOf, remarksOf, type OrderLine } from './lines'

const line = (more: Partial<OrderLine>): OrderLine => ({ id: 'l', product: 'p', unit: 'box', quantity: '2', price: '42.00', amount: '84.00', ...more })

describe('the lines of an order', () => {
  it('shows the list price only when another was agreed', () => {
    expect(listPriceOf(line({ list_price: '48.00' }))).toBe('48.00')
    expect(listPriceOf(line({ list_price: '42.0000' }))).toBeNull()
    expect(listPriceOf(line({ list_price: '48.00', gift: true }))).toBeNull()
  })
  it('gives remarks to their line or to the whole order', () => {
    const flags = [{ code: 'price_changed', line: 'l', text: { 'zh-Hans': '价格已变' } }, { code: 'customer_closed', line: null, text: null }]
    expect(remarksOf(flags, 'l', 'zh-Hans')).toEqual(['价格已变'])
    expect(remarksOf(flags, null, 'en')).toEqual(['customer_closed'])
    expect([asLines(null), remarksOf(null, null, 'en')]).toEqual([[], []])
  })
})
