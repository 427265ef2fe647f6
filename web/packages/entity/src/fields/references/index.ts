/** Any number of records of another entity. */
import type { FieldType } from '../contract'
import Display from '../reference/Display.vue'
import Filter from '../reference/Filter.vue'
import { listWords } from '../../words'
import Edit from '../tags/Edit.vue'

export const referencesField: FieldType = {
  Display,
  Edit,
  Filter,
  words: (value, _field, { titles, locale }) => listWords(titles?.length ? titles : Array.isArray(value) ? value.map(() => '…') : [], locale),
  wide: true,
  columnWidth: 40,
}
