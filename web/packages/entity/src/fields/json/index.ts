/** Structured data. */
import { text, type FieldType } from '../contract'
import Display from './Display.vue'
import Edit from './Edit.vue'

export const jsonField: FieldType = {
  Display,
  Edit,
  Filter: null,
  words: text,
  wide: true,
  columnWidth: 44,
}
