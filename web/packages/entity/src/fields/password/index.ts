/** A secret that a verb asks for. It is typed once and never shown: not as a value, not in words. */
import type { FieldType } from '../contract'
import Display from '../shared/WordsDisplay.vue'
import Edit from './Edit.vue'

export const passwordField: FieldType = {
  Display,
  Edit,
  Filter: null,
  words: () => '',
}
