import { expect, it } from 'vitest'
import { decisionOf, doubts, orderOf, type Look } from './look'

const look: Look = {
  file: 'f', format: 'xlsx', rows: 2, sheet: '', ignored_sheets: [], remembered: false,
  columns: [{ header: '店', guess: 'name', samples: [] }, { header: '怪列', guess: '', samples: ['x'] }],
  targets: [{ name: 'name', label: '名称', required: true }, { name: 'mobile', label: '手机', required: false }],
  keys: [{ fields: ['name', 'mobile'], label: '名称 + 手机' }], key: ['name', 'mobile'], finds_duplicates: true, options: {},
}

it('sends only the columns that mean something', () => {
  expect(orderOf(look, decisionOf(look), 'a.xlsx', true)).toEqual({
    file: 'f', name: 'a.xlsx', mapping: { '0': 'name' }, key: ['name', 'mobile'], options: { duplicates: 'skip' }, dry_run: true,
  })
})

it('points at what is missing and at what is named twice', () => {
  expect(doubts(look, { ...decisionOf(look), mapping: ['mobile', 'mobile'] })).toEqual({ missing: ['名称'], twice: ['手机'] })
})
