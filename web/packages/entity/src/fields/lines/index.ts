/** Lines of a document (an order, a price list). Shown as a table; changed only by the document's own verbs or editor. */
import type { FieldType } from '../contract'
import Display from '../json/Display.vue'

export const linesField: FieldType = {
  Display,
  Edit: null,
  Filter: null,
  words: (value, _field, { t }) => (Array.isArray(value) ? t('entity.rows_count', { n: value.length }) : ''),
  wide: true,
  columnWidth: 20,
}
