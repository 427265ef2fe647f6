/** A day. */
import type { FieldType } from '../contract'
import Display from '../shared/WordsDisplay.vue'
import Filter from '../shared/DateRangeFilter.vue'
import { dayWords } from '../../words'
import Edit from './Edit.vue'

export const dateField: FieldType = {
  Display,
  Edit,
  Filter,
  words: (value, _field, { locale }) => dayWords(value, locale),
  columnWidth: 26,
  inline: true,
}
