/** A figure that halves with time, such as 活跃度: shown as of today, narrowed by a span. Nobody types one. */
import type { FieldType } from '../contract'
import Filter from '../shared/RangeFilter.vue'
import Display from './Display.vue'
import { decayedWords } from './value'

export const decayingField: FieldType = {
  Display,
  Edit: null,
  Filter,
  words: (value) => decayedWords(value, Date.now()),
  numeric: true,
  columnWidth: 20,
}
