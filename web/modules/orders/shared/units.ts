/** Units of a product, the same rules as outrider/catalog/rules.py: to base units, and into words. */
import type { ProductUnit } from '@outrider/data'
import { QUANTITY_SCALE, parseQuantity, roundHalfUp, writeQuantity } from './numbers'

export type Entered = Record<string, bigint>

/** Quantities by unit key as base units (1/1,000), halves rounded up; a foreign unit is an error. */
export function toBase(units: readonly ProductUnit[], entered: Entered): bigint {
  let total = 0n
  for (const [key, quantity] of Object.entries(entered)) {
    const unit = units.find((one) => one.key === key)
    if (!unit) throw new RangeError(key)
    total += quantity * parseQuantity(unit.factor)
  }
  return roundHalfUp(total, QUANTITY_SCALE)
}

/** What was entered, in the product's order of units: "12箱6瓶"; noughts are not said. */
export function say(units: readonly ProductUnit[], entered: Entered): string {
  return units.map((unit) => (entered[unit.key] ? `${writeQuantity(entered[unit.key]!)}${unit.name}` : '')).join('')
}
