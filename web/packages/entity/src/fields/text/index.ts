/** One line of text. */
import { text, type FieldType } from '../contract'
import Display from '../shared/WordsDisplay.vue'
import Filter from '../shared/TextFilter.vue'
import Edit from './Edit.vue'

export const textField: FieldType = {
  Display,
  Edit,
  Filter,
  words: text,
  columnWidth: 36,
  inline: true,
}
