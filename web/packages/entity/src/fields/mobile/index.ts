/** A mobile number, masked by the server. */
import { text, type FieldType } from '../contract'
import TextFilter from '../shared/TextFilter.vue'
import Display from './Display.vue'
import Edit from './Edit.vue'

export const mobileField: FieldType = {
  Display,
  Edit,
  Filter: TextFilter,
  words: text,
  columnWidth: 32,
}
