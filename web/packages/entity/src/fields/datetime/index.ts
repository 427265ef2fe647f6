/** A moment. */
import type { FieldType } from '../contract'
import Display from '../shared/WordsDisplay.vue'
import Filter from '../shared/DateRangeFilter.vue'
import { momentWords } from '../../words'
import Edit from './Edit.vue'

export const datetimeField: FieldType = {
  Display,
  Edit,
  Filter,
  words: (value, _field, { locale }) => momentWords(value, locale),
  columnWidth: 36,
}
