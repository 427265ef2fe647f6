/** The roles of a person: several of the company's fixed ones, each in sight. */
import { choicesField } from '../choices'
import type { FieldType } from '../contract'

export const rolesField: FieldType = { ...choicesField, columnWidth: 30 }
