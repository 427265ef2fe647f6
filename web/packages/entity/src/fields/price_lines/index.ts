/** The lines of a price list: product, unit, price. */
import type { FieldType } from '../contract'
import Display from './Display.vue'
import Edit from './Edit.vue'

export const priceLinesField: FieldType = {
  Display,
  Edit,
  Filter: null,
  words: (value, _field, { t }) => (Array.isArray(value) ? t('entity.rows_count', { n: value.length }) : ''),
  wide: true,
  columnWidth: 20,
}
