import type { Meta, NoticeItem } from '@outrider/data'
import type { MenuEntry } from '@outrider/entity'
import { describe, expect, it, vi } from 'vitest'

// The menu's own entries come from the modules' pages; here the words of a few stand for them.
vi.mock('../modules', () => ({ modules: [] }))
const { activeEntry, otherEntities, visibleMenu } = await import('./menu')
const { linkOf, mergeNotices } = await import('./notices')
const { seedFromQuery } = await import('../pages/seed')

const can = { read: true, create: true, update: true, delete: true, export: true }
const meta = { entities: { customer: { key: 'customer', path: 'customers', can }, tag: { key: 'tag', path: 'tags', can }, secret: { key: 'secret', path: 'secrets', can: { ...can, read: false } } } } as unknown as Meta
const entry = (key: string, to: string, order: number, entity?: string): MenuEntry => ({ key, to, order, entity, icon: {} })
const menu = [entry('b', '/customers', 20, 'customer'), entry('a', '/day', 10), entry('c', '/secrets', 30, 'secret')]

describe('the menu', () => {
  it('is cut to what the person may see, in order; the rest lives under settings', () => {
    expect(visibleMenu(meta, menu).map((one) => one.key)).toEqual(['a', 'b'])
    expect(otherEntities(meta, visibleMenu(meta, menu)).map((one) => one.key)).toEqual(['tag'])
  })
  it('lights up the entry under which an address lies', () => {
    expect([activeEntry(menu, '/customers/42'), activeEntry(menu, '/day'), activeEntry(menu, '/customers-of-others')]).toEqual(['b', 'a', null])
  })
})

describe('notices', () => {
  const notice = (id: string, at: string, read = false): NoticeItem => ({ id, at, kind: 'x', title: id, text: '', link: null, read })
  it('stay once each, newest first, with the last word about being read', () => {
    const merged = mergeNotices([notice('a', '2026-11-23T08:00:00Z')], [notice('b', '2026-11-23T09:00:00Z'), notice('a', '2026-11-23T08:00:00Z', true)])
    expect(merged.map((one) => [one.id, one.read])).toEqual([['b', false], ['a', true]])
  })
  it('lead only inside this console', () => {
    expect(['/console/visits/1', '/orders/2', '//evil.example/x', 'https://evil.example', 'javascript:alert(1)', null].map(linkOf)).toEqual(['/visits/1', '/orders/2', null, null, null, null])
  })
})

describe('a new record from a narrowed list', () => {
  it('takes the one value that the list was narrowed to', () => {
    const entity = { filters: ['grade', 'owner', 'code'], fields: { grade: { type: 'choice' }, owner: { type: 'reference' }, code: { type: 'text' } } } as never
    expect(seedFromQuery(entity, { grade: 'A', owner: 'x,y', code: 'z', page: '2' })).toEqual({ grade: 'A' })
  })
})
