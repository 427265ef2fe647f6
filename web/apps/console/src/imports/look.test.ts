import { expect, it } from 'vitest'
import { decisionOf, doubts, orderOf, type Look } from './look'

const look: Look = {
  file: 'f', format: 'xlsx', rows: 2, sheet: '', ignored_sheets: [], remembered: false,
  columns: [{ header: '店', guess: 'name', samples: [] }, { header: '怪列', guess: '', samples: ['x'] }],
  targets: [{ name: 'name', label: '名称', required: true }, { name: 'mobile', label: '手机', required: false }],
  keys: [{ fields: ['name', 'mobile'], label: '名称 + 手机' }], key: ['name', 'mobile'], finds_duplicates: true, own_key: false, options: {}, chosen: {},
}

it('sends only the columns that mean something', () => {
  expect(orderOf(look, decisionOf(look), 'a.xlsx', true)).toEqual({
    file: 'f', name: 'a.xlsx', mapping: { '0': 'name' }, key: ['name', 'mobile'], options: { duplicates: 'skip' }, dry_run: true,
  })
})

it('points at what is missing and at what is named twice', () => {
  expect(doubts(look, { ...decisionOf(look), mapping: ['mobile', 'mobile'] })).toEqual({ missing: ['名称'], twice: ['手机'] })
})

it('comes back with the datum and the rule of last time', () => {
  const again = { ...look, options: { datum: ['GCJ-02', 'WGS-84'] }, chosen: { datum: 'GCJ-02', duplicates: 'off' } }
  expect(orderOf(again, decisionOf(again), 'a.xlsx', true).options).toEqual({ datum: 'GCJ-02', duplicates: 'off' })
})
