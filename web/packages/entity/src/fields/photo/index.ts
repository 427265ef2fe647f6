/** One picture or several, by digest. */
import type { FieldType } from '../contract'
import Display from './Display.vue'
import Edit from './Edit.vue'

export const photoField: FieldType = {
  Display,
  Edit,
  Filter: null,
  words: (value) => (Array.isArray(value) ? String(value.length) : value ? '1' : ''),
  columnWidth: 30,
}
