import { describe, expect, it } from 'vitest'
import type { EntityMeta, EntityRecord, FieldMeta } from '../types'
import { changedFields, conflictsOf, editableSections, messagesByField, missingFields, resolved, sameValue, startDraft } from './draft'

const field = (key: string, more: Partial<FieldMeta> = {}): FieldMeta => ({ key, label: key, type: 'text', ...more })
const record = (values: Record<string, unknown>): EntityRecord => ({ id: 'r', version: 3, ...values })

describe('a form', () => {
  it('offers what may be typed, and what may only be given once only at the birth', () => {
    const entity = { fields: { a: field('a'), b: field('b', { read_only: true }), c: field('c', { create_only: true }) }, sections: [{ label: 's', fields: ['a', 'b', 'c'] }, { label: 'empty', fields: ['b'] }] } as unknown as EntityMeta
    const keys = (editing: boolean) => editableSections(entity, editing).map((section) => section.fields.map((one) => one.key))
    expect([keys(false), keys(true)]).toEqual([[['a', 'c']], [['a']]])
  })
  it('leaves out what has an editor elsewhere, so that it is never missed', () => {
    const entity = { fields: { a: field('a', { required: true }), s: field('s', { type: 'steps', required: true }) }, sections: [{ label: 's', fields: ['a', 's'] }, { label: 'steps', fields: ['s'] }] } as unknown as EntityMeta
    const sections = editableSections(entity, false, (one) => one.type !== 'steps')
    expect(sections.map((section) => section.fields.map((one) => one.key))).toEqual([['a']])
    expect(missingFields(sections.flatMap((section) => section.fields), { a: 'x' })).toEqual([])
  })
  it('sends only what was changed; empty and nothing are the same', () => {
    const draft = startDraft([field('name'), field('code'), field('tags')], { name: '惠民', code: null, tags: ['a'] })
    expect(changedFields(draft, { name: '惠民', code: null, tags: ['a'] })).toEqual({})
    expect(changedFields({ ...draft, name: '', code: '', tags: ['a', 'b'] }, { name: '惠民', code: null, tags: ['a'] })).toEqual({ name: null, tags: ['a', 'b'] })
    expect(sameValue({ lat: 1 }, { lat: 1 })).toBe(true)
  })
  it('never shares a list with the record', () => {
    const tags = ['a']
    const draft = startDraft([field('tags')], { tags })
    ;(draft.tags as string[]).push('b')
    expect(tags).toEqual(['a'])
  })
  it('names what is missing and puts messages to their fields', () => {
    expect(missingFields([field('a', { required: true }), field('b', { required: true }), field('c')], { a: ' ', b: 'x' })).toEqual(['a'])
    expect(messagesByField([{ field: 'lines.0.quantity', code: 'positive', message: '必须大于 0' }, { field: 'lines.1.price', code: 'x', message: '太大' }])).toEqual({ lines: '必须大于 0 太大' })
  })
})

describe('somebody else was faster', () => {
  it('asks only about the fields that really disagree', () => {
    const before = record({ name: '旧', phone: '1' })
    const changes = { name: '我的', phone: '2' }
    expect(conflictsOf(changes, before, record({ name: '别人的', phone: '1' }))).toEqual([{ field: 'name', yours: '我的', theirs: '别人的' }])
    expect(conflictsOf(changes, before, record({ name: '我的', phone: '1' }))).toEqual([])
    expect(resolved(changes, ['name'])).toEqual({ phone: '2' })
  })
})
