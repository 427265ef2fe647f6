/** Several of the values that the server offers (roles too). */
import { choiceLabel } from '../choice/tone'
import Display from '../choice/Display.vue'
import Filter from '../choice/Filter.vue'
import { listWords } from '../../words'
import type { FieldType } from '../contract'
import Edit from './Edit.vue'

export const choicesField: FieldType = {
  Display,
  Edit,
  Filter,
  words: (value, field, { locale }) => listWords((Array.isArray(value) ? value : []).map((one) => choiceLabel(field, one)), locale),
  wide: true,
  columnWidth: 36,
}
