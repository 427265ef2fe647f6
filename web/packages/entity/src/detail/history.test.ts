import { describe, expect, it } from 'vitest'
import type { EntityMeta } from '../types'
import { changedPairs, isBirth, isId, journalValue } from './history'

const entity = { fields: { owner: { key: 'owner', label: '负责人', type: 'reference' }, total: { key: 'total', label: '金额', type: 'money' } } } as unknown as EntityMeta

describe('a row of the journal', () => {
  it('names fields, not columns, and leaves machinery out', () => {
    expect(changedPairs({ owner_id: ['a', 'b'], name_sort: ['x', 'y'], total: [null, 3480000] }, entity)).toEqual([
      { key: 'owner', label: '负责人', before: 'a', after: 'b' },
      { key: 'total', label: '金额', before: null, after: '348' },
    ])
    expect(changedPairs({ total: [10000, 10000] }, entity)).toEqual([])
  })
  it('knows ids, scales and a first row', () => {
    expect(isId('01a20248-b413-7c3c-9bb4-76e7e35f7c25')).toBe(true)
    expect(isId('王磊')).toBe(false)
    expect([journalValue(12500, 'quantity'), journalValue('42.00', 'money'), journalValue(7, 'integer')]).toEqual(['12.5', '42.00', 7])
    const born = Array.from({ length: 5 }, (_, n) => ({ key: String(n), label: '', before: null, after: 1 }))
    expect([isBirth(born), isBirth(born.slice(0, 2))]).toEqual([true, false])
  })
})
