/** One of the values that the server offers. */
import type { FieldType } from '../contract'
import Display from './Display.vue'
import Edit from './Edit.vue'
import Filter from './Filter.vue'
import { choiceLabel } from './tone'

export const choiceField: FieldType = {
  Display,
  Edit,
  Filter,
  words: (value, field) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== null && one !== undefined && one !== '')
      .map((one) => choiceLabel(field, one))
      .join('、'),
  columnWidth: 20,
}
