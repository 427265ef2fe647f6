/** The lines of a price list: product, unit, price. */
import type { FieldType } from '../contract'
import Display from './Display.vue'
import Edit from './Edit.vue'

export const priceLinesField: FieldType = {
  Display,
  Edit,
  Filter: null,
  words: (value) => (Array.isArray(value) ? String(value.length) : ''),
  wide: true,
  columnWidth: 20,
}
