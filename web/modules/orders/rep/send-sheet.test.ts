/** What a sheet becomes: count, order, the order's step, in that order, and the draft gone with the order. */
import type { Data, Product, Visit, VisitType } from '@outrider/data'
import { expect, it } from 'vitest'
import { emptyRow, emptySheet, sheetRows } from '../shared/sheet'
import { sendSheet, type Filled } from './send-sheet'

const product: Product = { id: 'soda', name: '苏打水', units: [{ key: 'box', name: '箱', factor: '15' }, { key: 'piece', name: '瓶', factor: '1' }], status: 'active' }
const type: VisitType = { id: 't', name: '标准', steps: [{ key: 'stock', kind: 'stock_count', name: '库存' }, { key: 'order', kind: 'order', name: '订单' }] }
const visit = { id: 'v', customer: 'c', status: 'open', steps: [{ id: 'old', step_key: 'stock', kind: 'stock_count', at: '', data: {} }] } as unknown as Visit
const list = { id: 'p', name: '', lines: [{ product: 'soda', unit: 'box', price: '42.00' }] }
const rows = sheetRows([product], null, [], list, ['soda'])

function filled(order: Record<string, string>, stock: Record<string, string>): Filled {
  const base = { customer: { id: 'c', name: '惠民便利' }, visit, type, products: [product], must: null, list, orders: [], distributors: [] }
  return { base, rows, key: 'sheet:visit:v', entry: { ...emptySheet('d'), rows: { soda: { ...emptyRow('soda'), order, stock } } } }
}

async function acts(sheet: Filled): Promise<[string, Record<string, unknown>, string[]][]> {
  const done: [string, Record<string, unknown>, string[]][] = []
  let count = 0
  const data = {
    newId: () => `id${(count += 1)}`,
    clock: { iso: () => '2026-11-23T10:00:00+08:00' },
    perform: async (verb: string, payload: Record<string, unknown>, more?: { clearDrafts?: string[] }) => {
      done.push([verb, payload, more?.clearDrafts ?? []])
      return 'command'
    },
  } as unknown as Data
  await sendSheet(data, sheet, false)
  return done
}

it('sends the count first and takes the draft away with the order', async () => {
  const done = await acts(filled({ box: '12' }, { box: '1', piece: '3' }))
  expect(done.map(([verb, , drafts]) => [verb, drafts])).toEqual([
    ['visit.complete_step', []],
    ['order.submit', ['sheet:visit:v']],
    ['visit.complete_step', []],
  ])
  expect(done[0]![1]).toMatchObject({ step_key: 'stock', replaces: 'old', data: { lines: [{ product_id: 'soda', units: { box: '1', piece: '3' } }] } })
  expect(done[1]![1]).toMatchObject({ customer_id: 'c', visit_id: 'v', supplying_distributor_id: 'd', lines: [{ product_id: 'soda', unit: 'box', quantity: '12', price: '42.00', gift: false }] })
  expect(done[2]![1]).toMatchObject({ step_key: 'order', data: { order_id: done[1]![1].order_id } })
})

it('takes the draft away with the count when nothing was ordered', async () => {
  const done = await acts(filled({}, { box: '2' }))
  expect(done.map(([verb, , drafts]) => [verb, drafts])).toEqual([['visit.complete_step', ['sheet:visit:v']]])
})
