/** Any number of tags. */
import { listWords } from '../../words'
import type { FieldType } from '../contract'
import Filter from '../reference/Filter.vue'
import Display from './Display.vue'
import Edit from './Edit.vue'

export const tagsField: FieldType = {
  Display,
  Edit,
  Filter,
  words: (value, _field, { titles, locale }) => listWords(titles?.length ? titles : Array.isArray(value) ? value.map(String) : [], locale),
  columnWidth: 36,
}
