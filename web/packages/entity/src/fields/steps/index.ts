/** The ordered steps of a visit type. They have their own editor, so the generic form leaves them alone. */
import type { FieldType } from '../contract'
import Display from './Display.vue'
import { pickLabel } from '../../titles'

export const stepsField: FieldType = {
  Display,
  Edit: null,
  Filter: null,
  words: (value, _field, { locale }) =>
    (Array.isArray(value) ? value : []).map((step: { name: unknown }) => pickLabel(step.name, locale)).join(' → '),
  wide: true,
  columnWidth: 60,
}
