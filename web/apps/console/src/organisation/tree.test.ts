import { describe, expect, it } from 'vitest'
import { treeOf } from './tree'

const department = (id: string, parent: string | null) => ({ id, version: 1, name: id, parent })

describe('the department tree', () => {
  it('puts children below their parent in the given order', () => {
    const rows = treeOf([department('总部', null), department('江北', '总部'), department('城东', '总部'), department('一组', '江北')])
    expect(rows.map((row) => [row.record.id, row.depth])).toEqual([['总部', 0], ['江北', 1], ['一组', 2], ['城东', 1]])
  })
  it('shows a department whose parent is out of sight, and survives a circle', () => {
    expect(treeOf([department('a', 'x')]).map((row) => row.depth)).toEqual([0])
    expect(treeOf([department('a', 'b'), department('b', 'a')]).map((row) => row.record.id).sort()).toEqual(['a', 'b'])
  })
})
