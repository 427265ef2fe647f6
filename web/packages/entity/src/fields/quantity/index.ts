/** A decimal with at most three places. */
import { text, type FieldType } from '../contract'
import Display from '../shared/WordsDisplay.vue'
import Filter from '../shared/RangeFilter.vue'
import Edit from './Edit.vue'

export const quantityField: FieldType = {
  Display,
  Edit,
  Filter,
  words: (value) => text(value).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''),
  numeric: true,
  columnWidth: 20,
  inline: true,
}
