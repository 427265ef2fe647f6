/** An amount in the company currency. */
import type { FieldType } from '../contract'
import Display from '../shared/WordsDisplay.vue'
import Filter from '../shared/RangeFilter.vue'
import { moneyWords } from '../../words'
import Edit from './Edit.vue'

export const moneyField: FieldType = {
  Display,
  Edit,
  Filter,
  words: moneyWords,
  numeric: true,
  columnWidth: 22,
  inline: true,
}
