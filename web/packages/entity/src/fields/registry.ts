/**
 * All field types of the console by the server's key. A new type is one folder and one line here;
 * a key that this version does not know is shown as text and cannot be edited, so that an older
 * console beside a newer server never destroys a value it does not understand.
 */
import type { FieldType } from './contract'
import { booleanField } from './boolean'
import { choiceField } from './choice'
import { choicesField } from './choices'
import { dateField } from './date'
import { datetimeField } from './datetime'
import { decayingField } from './decaying'
import { durationField } from './duration'
import { integerField } from './integer'
import { jsonField } from './json'
import { labelField } from './label'
import { linesField } from './lines'
import { longTextField } from './long_text'
import { mobileField } from './mobile'
import { moneyField } from './money'
import { openingHoursField } from './opening_hours'
import { passwordField } from './password'
import { photoField } from './photo'
import { pinField } from './pin'
import { priceLinesField } from './price_lines'
import { quantityField } from './quantity'
import { reasonsField } from './reasons'
import { referenceField } from './reference'
import { referencesField } from './references'
import { rolesField } from './roles'
import { stepsField } from './steps'
import { tagsField } from './tags'
import { telephoneField } from './telephone'
import { textField } from './text'
import { timeField } from './time'
import { unitsField } from './units'

const registry = new Map<string, FieldType>([
  ['text', textField],
  ['long_text', longTextField],
  ['choice', choiceField],
  ['tags', tagsField],
  ['integer', integerField],
  ['duration', durationField],
  ['decaying', decayingField],
  ['quantity', quantityField],
  ['money', moneyField],
  ['boolean', booleanField],
  ['date', dateField],
  ['datetime', datetimeField],
  ['reference', referenceField],
  ['mobile', mobileField],
  ['telephone', telephoneField],
  ['pin', pinField],
  ['opening_hours', openingHoursField],
  ['label', labelField],
  ['steps', stepsField],
  ['json', jsonField],
  ['photo', photoField],
  ['time', timeField],
  ['references', referencesField],
  ['lines', linesField],
  ['choices', choicesField],
  ['roles', rolesField],
  ['units', unitsField],
  ['price_lines', priceLinesField],
  ['reasons', reasonsField],
  ['password', passwordField],
])

const unknown: FieldType = { ...textField, Edit: null, Filter: null }

export function fieldType(key: string): FieldType {
  return registry.get(key) ?? unknown
}

export function knownFieldTypes(): string[] {
  return [...registry.keys()]
}

/** Puts a type into the registry (modules of a company's own; tests). */
export function registerFieldType(key: string, type: FieldType): void {
  registry.set(key, type)
}
