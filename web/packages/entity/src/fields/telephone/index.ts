/** A telephone as it is written; a mobile number in it comes masked, shown in full by the same deed as a mobile. */
import { mobileField } from '../mobile'

export const telephoneField = mobileField
