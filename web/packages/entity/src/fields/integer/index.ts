/** A whole number. */
import { text, type FieldType } from '../contract'
import Display from '../shared/WordsDisplay.vue'
import Filter from '../shared/RangeFilter.vue'
import Edit from './Edit.vue'

export const integerField: FieldType = {
  Display,
  Edit,
  Filter,
  words: text,
  numeric: true,
  columnWidth: 20,
  inline: true,
}
