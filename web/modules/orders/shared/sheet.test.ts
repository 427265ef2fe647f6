/** The sheet: which rows, what it suggests, what it sends. */
import type { MustStockList, Order, PriceList, Product } from '@outrider/data'
import { describe, expect, it } from 'vitest'
import {
  cellsOf,
  emptyRow,
  emptySheet,
  isEmpty,
  orderLines,
  press,
  priceListOn,
  sheetRows,
  sheetTotals,
  stockLines,
  suggestion,
  unitPrice,
  type SheetEntry,
} from './sheet'

const product = (id: string, sort: number, more: Partial<Product> = {}): Product => ({
  id,
  name: id,
  units: [
    { key: 'box', name: '箱', factor: '15' },
    { key: 'piece', name: '瓶', factor: '1' },
  ],
  sort_order: sort,
  status: 'active',
  ...more,
})
const products = [product('soda', 1), product('tea', 2), product('crisps', 3), product('old', 4, { status: 'stopped' })]
const must: MustStockList = { id: 'm', shop_type: 'convenience', products: ['tea', 'soda'] }
const prices: PriceList = {
  id: 'p',
  name: '标准',
  is_default: true,
  lines: [
    { product: 'soda', unit: 'box', price: '42.00' },
    { product: 'soda', unit: 'piece', price: '3.00' },
    { product: 'tea', unit: 'box', price: '48.00' },
  ],
}
const order = (id: string, lines: [string, string, string][]): Order => ({
  id,
  customer: 'c',
  payment: 'now',
  status: 'confirmed',
  placed_at: '2026-11-01T08:00:00Z',
  lines: lines.map(([p, unit, quantity], index) => ({ id: `${id}${index}`, product: p, unit, quantity, price: '1.00' })),
})
const orders = [order('o1', [['crisps', 'box', '2'], ['soda', 'box', '4']]), order('o2', [['soda', 'box', '2']])]
const rows = sheetRows(products, must, orders, prices, [])
const typedSheet = (): SheetEntry => ({
  ...emptySheet(null),
  rows: {
    soda: { ...emptyRow('soda'), stock: { box: '1', piece: '3' }, order: { box: '12', piece: '6' }, gift: { piece: '2' } },
    tea: { ...emptyRow('tea'), out_of_stock: true, stock: { box: '7' }, order: { box: '3' } },
    crisps: { ...emptyRow('crisps'), order: { box: '0', piece: '.' } },
  },
})

describe('rows', () => {
  it('shows a small range whole to a shop that nothing is known of, and no large one', () => {
    const shown = (goods: Product[]) => sheetRows(goods, null, [], prices, ['tea']).map((one) => one.product.id)
    expect(shown(products)).toEqual(['soda', 'tea', 'crisps'])
    expect(shown([...products, ...Array.from({ length: 30 }, (_, place) => product(`p${place}`, 9))])).toEqual(['tea'])
  })
  it('shows must-stock first in the catalogue order, then what was bought last', () => {
    expect(rows.map((row) => [row.product.id, row.group, row.lastBought])).toEqual([
      ['soda', 'must', '4箱'],
      ['tea', 'must', null],
      ['crisps', 'last', '2箱'],
    ])
  })
  it('adds a product once, and never a stopped one', () => {
    const more = sheetRows(products, { ...must, products: ['soda'] }, [], prices, ['tea', 'tea', 'old'])
    expect(more.map((row) => row.product.id)).toEqual(['soda', 'tea'])
  })
  it('prices a unit without its own price by its share', () => {
    expect(unitPrice(rows[1]!, 'piece')).toBe('3.20')
    expect(unitPrice(rows[2]!, 'box')).toBe('0.00')
  })
  it('takes the price list that is valid on the day', () => {
    const old = { ...prices, id: 'old', valid_to: '2026-10-31' }
    expect(priceListOn([old, prices], '2026-11-23')?.id).toBe('p')
    expect(priceListOn([old], '2026-11-23')).toBeNull()
  })
})

describe('suggestion', () => {
  it('is the mean of the last orders less what stands in the shop, rounded up to order units', () => {
    expect(suggestion(rows[0]!, orders, undefined)).toBe(3)
    expect(suggestion(rows[0]!, orders, { ...emptyRow('soda'), stock: { box: '1', piece: '1' } })).toBe(2)
    expect(suggestion(rows[0]!, orders, { ...emptyRow('soda'), stock: { box: '9' } })).toBe(0)
  })
  it('asks for one of a must-stock product that is out of stock and was never bought', () => {
    expect(suggestion(rows[1]!, orders, { ...emptyRow('tea'), out_of_stock: true })).toBe(1)
    expect(suggestion(rows[1]!, orders, undefined)).toBeNull()
  })
})

describe('what is sent', () => {
  it('sends paid lines, then gifts, without noughts', () => {
    expect(orderLines(rows, typedSheet()).map((line) => [line.product, line.unit, line.quantity, line.price, line.gift])).toEqual([
      ['soda', 'box', '12', '42.00', false],
      ['soda', 'piece', '6', '3.00', false],
      ['tea', 'box', '3', '48.00', false],
      ['soda', 'piece', '2', '3.00', true],
    ])
  })
  it('sums them for the footer', () => {
    expect(sheetTotals(rows, typedSheet())).toEqual({ total: '666.00', product_count: 2, quantity_text: '15箱8瓶' })
  })
  it('counts stock; 缺货 says nothing but that', () => {
    expect(stockLines(rows, typedSheet())).toEqual([
      { product_id: 'soda', units: { box: '1', piece: '3' }, out_of_stock: false, near_expiry: false },
      { product_id: 'tea', units: {}, out_of_stock: true, near_expiry: false },
    ])
  })
  it('knows an empty sheet', () => {
    expect(isEmpty(rows, emptySheet(null))).toBe(true)
    expect(isEmpty(rows, typedSheet())).toBe(false)
  })
})

describe('the pad', () => {
  it('runs down: stock, order, next row, and skips the stock of what is out of stock', () => {
    const way = cellsOf(rows.slice(0, 2), typedSheet(), ['stock', 'order'])
    expect(way.map((cell) => `${cell.product} ${cell.kind} ${cell.unit}`)).toEqual([
      'soda stock box',
      'soda stock piece',
      'soda order box',
      'soda order piece',
      'tea order box',
      'tea order piece',
    ])
  })
  it.each([
    ['', '5', false, '5'],
    ['12', '3', true, '3'],
    ['0', '7', false, '7'],
    ['12', '.', false, '12.'],
    ['', '.', false, '0.'],
    ['1.5', '.', false, '1.5'],
    ['1.234', '5', false, '1.234'],
    ['99999', '9', false, '99999'],
    ['12', 'back', true, '1'],
    ['12', 'clear', false, ''],
  ])('"%s" then %s (fresh %s) is "%s"', (text, key, fresh, result) => {
    expect(press(text, key, fresh)).toBe(result)
  })
})
