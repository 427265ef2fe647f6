/** One of the values that the server offers. */
import type { FieldType } from '../contract'
import Display from './Display.vue'
import Edit from './Edit.vue'
import Filter from './Filter.vue'
import { listWords } from '../../words'
import { choiceLabel } from './tone'

export const choiceField: FieldType = {
  Display,
  Edit,
  Filter,
  words: (value, field, { locale }) =>
    listWords(
      (Array.isArray(value) ? value : [value]).filter((one) => one !== null && one !== undefined && one !== '').map((one) => choiceLabel(field, one)),
      locale,
    ),
  columnWidth: 20,
  inline: true,
}
