/** What a filter says on its chip: chosen labels, titles, or a span. */
import { useI18n } from '@outrider/ui'
import { entityOf, useEntityContext, type Params } from '../source'
import { fieldType } from '../fields/registry'
import { lookUpTitle } from '../titles'
import type { FieldMeta } from '../types'
import { listWords } from '../words'

export function useFilterWords(): (field: FieldMeta, params: Params) => string {
  const { t } = useI18n()
  const context = useEntityContext()
  const words = (field: FieldMeta, value: unknown, titles?: string[]) =>
    fieldType(field.type).words(value, field, { locale: context.locale(), titles, t: (key, values) => t(key, values ?? {}) })

  return (field, params) => {
    if (params[`${field.key}.unconfirmed`] === 'true') return t('entity.pin.unconfirmed')
    if (params[`${field.key}.empty`] === 'true') return t('entity.filter.empty')
    if (params[`${field.key}.empty`] === 'false') return t('entity.filter.filled')
    const from = params[`${field.key}.from`]
    const to = params[`${field.key}.to`]
    if (from && to) return `${words(field, from)} – ${words(field, to)}`
    if (from) return `≥ ${words(field, from)}`
    if (to) return `≤ ${words(field, to)}`
    const values = (params[field.key] ?? '').split(',').filter(Boolean)
    const target = field.reference ?? (field.type === 'tags' ? 'tag' : undefined)
    if (target) {
      const titles = values.map((id) => lookUpTitle(context.source, entityOf(context, target), id))
      return titles.length > 2 ? t('entity.filter.several', { first: titles[0], n: titles.length }) : listWords(titles, context.locale())
    }
    if (values[0] === 'true' || values[0] === 'false') return t(values[0] === 'true' ? 'entity.yes' : 'entity.no')
    return listWords(values.map((value) => words(field, value)), context.locale())
  }
}
