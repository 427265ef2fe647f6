/** A time of day. */
import { text, type FieldType } from '../contract'
import Display from '../shared/WordsDisplay.vue'
import Edit from './Edit.vue'

export const timeField: FieldType = {
  Display,
  Edit,
  Filter: null,
  words: (value) => text(value).slice(0, 5),
  columnWidth: 18,
  inline: true,
}
