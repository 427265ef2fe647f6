/** The units of a product: 1箱 = 15瓶. */
import type { FieldType } from '../contract'
import WordsDisplay from '../shared/WordsDisplay.vue'
import Edit from './Edit.vue'
import { unitsText } from './units'

export const unitsField: FieldType = {
  Display: WordsDisplay,
  Edit,
  Filter: null,
  words: unitsText,
  wide: true,
  columnWidth: 30,
}
