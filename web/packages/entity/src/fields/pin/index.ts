/** A place with the datum it was read in. */
import type { FieldType } from '../contract'
import Display from '../shared/WordsDisplay.vue'
import { placeWords } from '../../words'
import Edit from './Edit.vue'

export const pinField: FieldType = {
  Display,
  Edit,
  Filter: null,
  words: (value) => placeWords(value),
  wide: true,
  columnWidth: 44,
}
