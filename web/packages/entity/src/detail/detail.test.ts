import { company } from '@outrider/ui'
import { describe, expect, it } from 'vitest'
import { countBulk, reasonsOf } from '../list/bulk'
import { chosenColumns, keepColumns, toggleColumn } from '../list/columns'
import { pickLabel, seedTitles, titleOf, titlesOf } from '../titles'
import type { EntityMeta, PanelData, TimelineItem } from '../types'
import { panelTable, panelValue } from './panel'
import { byDay, factPairs, photoOwner } from './timeline'

company.timeZone = 'Asia/Shanghai'
const item = (id: string, at: string, more: Partial<TimelineItem> = {}): TimelineItem => ({ kind: 'visit', entity: 'visit', id, at, title: id, text: null, person: null, photos: [], facts: {}, ...more })

describe('the timeline', () => {
  it('groups by the company\'s day and shows an item of a page boundary once', () => {
    const days = byDay([item('b', '2026-11-22T17:00:00Z'), item('b', '2026-11-22T17:00:00Z'), item('a', '2026-11-22T15:00:00Z')])
    expect(days.map((day) => [day.day, day.items.length])).toEqual([['2026-11-23', 1], ['2026-11-22', 1]])
  })
  it('gives facts the words of their entity and leaves nameless and empty ones out', () => {
    const entity = { fields: { total: { key: 'total', label: '金额', type: 'money' }, note: { key: 'note', label: '备注', type: 'text' } } } as unknown as EntityMeta
    expect(factPairs({ total: '348.00', note: '', x: 1 }, entity).map((fact) => [fact.label, fact.value])).toEqual([['金额', '348.00']])
    expect(factPairs([{ label: '距离', value: 35 }])).toEqual([{ label: '距离', value: 35 }])
  })
  it('knows the record that lends a photo', () => {
    expect(photoOwner(item('v', ''), {})).toBe('visit:v')
    expect(photoOwner(item('v', ''), { url: '/api/files/abc?of=visit%3Aw' })).toBe('visit:w')
  })
})

describe('a panel', () => {
  it('is one table whether rows come as lists or by key', () => {
    const columns = [{ key: 'name', label: '商品' }, { key: 'amount', label: '金额', type: 'money' }]
    const table = panelTable({ key: 'k', label: '', kind: 'rows', columns, rows: [{ name: '苏打水', amount: '1286.00', entity: 'order', id: 'o' }] } as PanelData)
    expect(table.rows).toEqual([{ cells: ['苏打水', '¥1,286.00'], link: { entity: 'order', id: 'o' } }])
    expect(panelTable({ key: 'k', label: '', kind: 'rows', columns: ['a'], rows: [[1]] }).rows).toEqual([{ cells: [1], link: null }])
    expect(panelTable(null)).toEqual({ columns: [], rows: [] })
  })
  it('writes values as people read them', () => {
    expect([panelValue(null, 'zh-Hans', '是', '否'), panelValue(true, 'zh-Hans', '是', '否'), panelValue({ 'zh-Hans': '箱' }, 'en', 'y', 'n')]).toEqual(['—', '是', '箱'])
    expect(panelValue('2026-11-23T00:52:00Z', 'zh-Hans', '', '')).toBe('11月23日 周一 08:52')
  })
})

describe('titles', () => {
  it('come in whichever shape the server used', () => {
    const record = { id: 'r', version: 1, owner: 'p', tags: ['a', 'b'], _titles: { owner: '王磊', tags: { b: '乙', a: '甲' } } }
    expect([titlesOf(record, 'owner'), titlesOf(record, 'tags'), titlesOf(record, 'none')]).toEqual([['王磊'], ['甲', '乙'], []])
    expect(seedTitles(record, 'tags')).toEqual({ a: '甲', b: '乙' })
    expect(titleOf({ id: 'r', version: 1, name: { en: 'Visit', 'zh-Hans': '拜访' } }, { title_field: 'name' } as EntityMeta)).toBe('拜访')
    expect([pickLabel({ en: 'a' }, 'zh-Hant'), pickLabel('b', 'en'), pickLabel(null, 'en')]).toEqual(['a', 'b', ''])
  })
})

describe('a list', () => {
  it('remembers columns and forgets those that are gone', () => {
    const entity = { key: 'customer', title_field: 'name', columns: ['name', 'grade'], fields: { name: {}, grade: {}, code: {} } } as unknown as EntityMeta
    const kept = new Map<string, string>()
    const store = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key) }
    keepColumns(entity, ['name', 'code', 'gone'], store)
    expect(chosenColumns(entity, store)).toEqual(['name', 'code'])
    keepColumns(entity, null, store)
    expect(chosenColumns(entity, store)).toEqual(['name', 'grade'])
    expect([toggleColumn(entity, ['name', 'grade'], 'grade'), toggleColumn(entity, ['name'], 'name')]).toEqual([['name'], ['name']])
  })
  it('counts what a bulk call did and why it did not', () => {
    const lines = [{ id: '1', status: 200 }, { id: '2', status: 403, error: { title: '没有权限' } }, { id: '3', status: 403, error: { title: '没有权限' } }, { id: '4', status: 'ok' }]
    const { done, refused } = countBulk(lines)
    expect([done, reasonsOf(refused)]).toEqual([2, [{ reason: '没有权限', count: 2 }]])
  })
})
