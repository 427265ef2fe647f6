/** Turns any field value into plain words of the reader's language, through the registry. */
import { useI18n } from '@outrider/ui'
import { useEntityContext } from '../source'
import { useTitles } from '../useTitles'
import type { EntityRecord, FieldMeta } from '../types'
import { fieldType } from './registry'

export type WordsOf = (value: unknown, field: FieldMeta, record?: EntityRecord) => string

export function useWords(): WordsOf {
  const { t } = useI18n()
  const context = useEntityContext()
  const titlesFor = useTitles()
  return (value, field, record) =>
    fieldType(field.type).words(value, field, {
      titles: field.reference || field.type === 'tags' ? titlesFor(value, field, record).map((one) => one.title) : undefined,
      locale: context.locale(),
      t: (key, values) => t(key, values ?? {}),
    })
}
