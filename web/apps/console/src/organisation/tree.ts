/** Departments as a tree, drawn as one list with depths. Pure; a broken parent never hides a department. */
import type { EntityRecord } from '@outrider/entity'

export interface TreeRow {
  record: EntityRecord
  depth: number
}

export function treeOf(departments: EntityRecord[]): TreeRow[] {
  const ids = new Set(departments.map((one) => one.id))
  const children = new Map<string, EntityRecord[]>()
  for (const one of departments) {
    const parent = typeof one.parent === 'string' && ids.has(one.parent) && one.parent !== one.id ? one.parent : ''
    children.set(parent, [...(children.get(parent) ?? []), one])
  }
  const rows: TreeRow[] = []
  const seen = new Set<string>()
  const walk = (parent: string, depth: number) => {
    for (const record of children.get(parent) ?? []) {
      if (seen.has(record.id)) continue
      seen.add(record.id)
      rows.push({ record, depth })
      walk(record.id, depth + 1)
    }
  }
  walk('', 0)
  for (const record of departments) if (!seen.has(record.id)) rows.push({ record, depth: 0 })
  return rows
}
