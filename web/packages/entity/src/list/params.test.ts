import { describe, expect, it } from 'vitest'
import type { EntityMeta } from '../types'
import { activeFilters, cleanParams, exportParams, lastPage, nextSort, requestParams, withFields, withoutFilter, withParams } from './params'

const entity = { filters: ['grade', 'last_visit_on'], sorts: ['name'], default_sort: '-created_at' } as unknown as EntityMeta

describe('the address of a list', () => {
  it('keeps only what the entity can be asked', () => {
    expect(cleanParams(entity, { q: '惠民', grade: 'A,B', 'last_visit_on.from': '2026-11-01', hacker: '1', page: ['2'], bin: '' })).toEqual({
      q: '惠民', grade: 'A,B', 'last_visit_on.from': '2026-11-01', page: '2',
    })
  })
  it('fills in page and size, names an order only when one was chosen, and never asks for a size that the server refuses', () => {
    expect(requestParams({ size: '5000' })).toEqual({ size: '50', page: '1' })
    expect(exportParams({ q: 'a', page: '3', sort: 'name' })).toEqual({ q: 'a', sort: 'name' })
  })
  it('starts at the first page after any change but of the page', () => {
    expect(withParams({ page: '4', q: 'a' }, { grade: 'A' })).toEqual({ q: 'a', grade: 'A' })
    expect(withParams({ q: 'a' }, { page: '4' })).toEqual({ q: 'a', page: '4' })
    expect(withParams({ q: 'a' }, { q: undefined })).toEqual({})
  })
  it('knows which filters are in use and drops one wholly', () => {
    const params = { 'last_visit_on.from': 'x', 'last_visit_on.to': 'y', grade: 'A' }
    expect(activeFilters(entity, params)).toEqual(['grade', 'last_visit_on'])
    expect(withoutFilter(params, 'last_visit_on')).toEqual({ grade: 'A' })
  })
  it('turns an order over: rising, falling, the list\'s own', () => {
    expect([nextSort(entity, {}, 'name'), nextSort(entity, { sort: 'name' }, 'name'), nextSort(entity, { sort: '-name' }, 'name')]).toEqual(['name', '-name', undefined])
  })
  it('asks for the columns that are shown and the title, never for what no list has', () => {
    const shop = { title_field: 'name', fields: { name: {}, grade: {}, pin: {}, remark: { listed: false } } } as unknown as EntityMeta
    expect(withFields(shop, ['grade', 'remark', 'gone'], ['pin'], { q: 'a' })).toEqual({ q: 'a', fields: 'grade,name,pin' })
  })
  it('opens no page beyond the deepest row', () => {
    expect([lastPage(0, 50), lastPage(101, 50), lastPage(5_000_000, 50)]).toEqual([1, 3, 2000])
  })
})
