/** Several lines of text. */
import { text, type FieldType } from '../contract'
import Display from '../shared/WordsDisplay.vue'
import Edit from './Edit.vue'

export const longTextField: FieldType = {
  Display,
  Edit,
  Filter: null,
  words: text,
  wide: true,
  columnWidth: 60,
}
