/** A place with the datum it was read in. One that came from an address alone is marked until somebody vouches for it. */
import type { FieldType } from '../contract'
import { placeWords } from '../../words'
import Display from './Display.vue'
import Edit from './Edit.vue'
import Filter from './Filter.vue'

/** As `outrider/customers/rules.py` names it. */
const GEOCODED = 'geocoded'

export const pinField: FieldType = {
  Display,
  Edit,
  Filter,
  words: (value) => placeWords(value),
  mark: (value) => ((value as { source?: string } | null)?.source === GEOCODED ? 'entity.pin.unconfirmed' : null),
  wide: true,
  columnWidth: 44,
}
