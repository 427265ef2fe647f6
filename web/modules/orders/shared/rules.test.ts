/** The sums agree with the server's, value by value: vectors.json is the common truth. */
import { describe, expect, it } from 'vitest'
import { parseQuantity, typedQuantity, writeQuantity } from './numbers'
import { lineAmount, totals } from './rules'
import { say, toBase } from './units'
import vectors from './vectors.json'

const entered = (values: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, parseQuantity(value!)]))

describe('line amounts', () => {
  it.each(vectors.line_amounts)('$name', (one) => {
    expect(lineAmount(one.price, one.quantity, one.gift)).toBe(one.amount)
  })
})

describe('totals', () => {
  it.each(vectors.totals)('$name', (one) => {
    expect(totals(one.lines)).toEqual({
      total: one.total,
      product_count: one.product_count,
      quantity_text: one.quantity_text,
    })
  })
})

describe('units', () => {
  it.each(vectors.base_quantities)('$name', (one) => {
    const values = entered(one.entered as Record<string, string>)
    const base = toBase(one.units, values)
    expect(writeQuantity(base)).toBe(one.base)
    expect(say(one.units, values)).toBe(one.text)
  })
  it('refuses a unit that the product does not have', () => {
    expect(() => toBase([{ key: 'box', name: '箱', factor: '15' }], { crate: 1000n })).toThrow()
  })
})

describe('what is typed on the pad', () => {
  it.each([
    ['', 0n],
    ['12', 12_000n],
    ['1.', 1_000n],
    ['.5', 500n],
    ['1.2345', null],
    ['１２', null],
    ['-', null],
  ])('%s', (text, value) => expect(typedQuantity(text)).toBe(value))
})
