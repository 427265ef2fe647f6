/** A stay or a wait, kept in seconds and read in hours and minutes. Nobody types one. */
import { formatDuration, type Locale } from '@outrider/ui'
import type { FieldType } from '../contract'
import Display from '../shared/WordsDisplay.vue'

export const durationField: FieldType = {
  Display,
  Edit: null,
  Filter: null,
  words: (value, _field, { locale }) => (typeof value === 'number' ? formatDuration(value, locale as Locale) : ''),
  numeric: true,
  columnWidth: 22,
}
