/** Yes or no. */
import type { FieldType } from '../contract'
import Display from './Display.vue'
import Edit from './Edit.vue'
import Filter from './Filter.vue'

export const booleanField: FieldType = {
  Display,
  Edit,
  Filter,
  words: (value, _field, { t }) => (value === true ? t('entity.yes') : value === false ? t('entity.no') : ''),
  columnWidth: 16,
  inline: true,
}
