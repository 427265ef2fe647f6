/** Dated reasons: their own panel tells them with the orders behind; elsewhere only how many there are. */
import type { FieldType } from '../contract'
import Display from '../shared/WordsDisplay.vue'

export const reasonsField: FieldType = {
  Display,
  Edit: null,
  Filter: null,
  words: (value) => (Array.isArray(value) && value.length ? String(value.length) : ''),
  columnWidth: 20,
}
