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

/** Base units spread over the units from large to small; the smallest takes what is left. */
export function normal(units: readonly ProductUnit[], base: bigint): Entered {
  const ordered = largeFirst(units)
  const spread: Entered = {}
  let rest = base
  for (const unit of ordered.slice(0, -1)) {
    const factor = parseQuantity(unit.factor)
    spread[unit.key] = (rest / factor) * QUANTITY_SCALE
    rest %= factor
  }
  const smallest = ordered[ordered.length - 1]
  if (smallest) spread[smallest.key] = (rest * QUANTITY_SCALE) / parseQuantity(smallest.factor)
  return spread
}

/** Base units in words, large units first: 35 bottles of 15 a box are "2箱5瓶". */
export function sayNormal(units: readonly ProductUnit[], base: bigint): string {
  return say(largeFirst(units), normal(units, base))
}

function largeFirst(units: readonly ProductUnit[]): ProductUnit[] {
  return [...units].sort((one, two) => {
    const difference = parseQuantity(two.factor) - parseQuantity(one.factor)
    return difference > 0n ? 1 : difference < 0n ? -1 : 0
  })
}
