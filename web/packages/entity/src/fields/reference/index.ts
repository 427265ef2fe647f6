/** One record of another entity, or a list of them. */
import type { FieldType } from '../contract'
import { listWords } from '../../words'
import Display from './Display.vue'
import Edit from './Edit.vue'
import Filter from './Filter.vue'

export const referenceField: FieldType = {
  Display,
  Edit,
  Filter,
  words: (_value, _field, { titles, locale }) => listWords(titles ?? [], locale),
  columnWidth: 26,
  inline: true,
}
