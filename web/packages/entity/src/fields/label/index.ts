/** A label in three languages. */
import type { FieldType } from '../contract'
import Display from '../shared/WordsDisplay.vue'
import Filter from '../shared/TextFilter.vue'
import { pickLabel } from '../../titles'
import Edit from './Edit.vue'

export const labelField: FieldType = {
  Display,
  Edit,
  Filter,
  words: (value, _field, { locale }) => pickLabel(value, locale),
  wide: true,
  columnWidth: 36,
}
