/** Opening hours as OpenStreetMap writes them. */
import { text, type FieldType } from '../contract'
import Display from '../shared/WordsDisplay.vue'
import Edit from './Edit.vue'

export const openingHoursField: FieldType = {
  Display,
  Edit,
  Filter: null,
  words: text,
  wide: true,
  columnWidth: 44,
}
