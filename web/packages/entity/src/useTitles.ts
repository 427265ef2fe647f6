/** The titles of a record's references: those that came with it, else looked up by id. */
import { entityOf, useEntityContext } from './source'
import { lookUpTitle, titlesOf } from './titles'
import type { EntityRecord, FieldMeta } from './types'

export interface Titled {
  id: string
  title: string
}

export function useTitles(): (value: unknown, field: FieldMeta, record?: EntityRecord) => Titled[] {
  const context = useEntityContext()
  return (value, field, record) => {
    const ids = (Array.isArray(value) ? value : value ? [value] : []).map(String)
    const titles = record && record[field.key] === value ? titlesOf(record, field.key) : []
    const target = field.reference ?? (field.type === 'tags' ? 'tag' : '')
    return ids.map((id, index) => ({ id, title: titles[index] ?? lookUpTitle(context.source, entityOf(context, target), id) }))
  }
}
