/**
 * Money and quantities as whole numbers, exactly as the server counts them (outrider/kernel/money.py):
 * money in 1/10,000 of a currency unit, quantity in 1/1,000 of a unit, both BigInt. Decimal strings only at the edges.
 */
const MONEY_PLACES = 4
const QUANTITY_PLACES = 3
export const MONEY_SCALE = 10_000n
export const QUANTITY_SCALE = 1_000n
export const CENT = MONEY_SCALE / 100n
const DECIMAL = /^-?\d{1,15}(\.\d+)?$/

function parse(text: string, places: number): bigint {
  if (!DECIMAL.test(text)) throw new RangeError('decimal')
  const negative = text.startsWith('-')
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.')
  const kept = fraction.replace(/0+$/, '')
  if (kept.length > places) throw new RangeError('precision')
  const value = BigInt(whole + kept.padEnd(places, '0'))
  return negative ? -value : value
}

function write(value: bigint, places: number, least: number): string {
  const negative = value < 0n
  const digits = (negative ? -value : value).toString().padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '').padEnd(least, '0')
  return `${negative ? '-' : ''}${digits.slice(0, -places)}${fraction ? `.${fraction}` : ''}`
}

/** "42.00" -> 420000n; RangeError `decimal` or `precision`. */
export const parseMoney = (text: string): bigint => parse(text, MONEY_PLACES)
/** 420000n -> "42.00". */
export const writeMoney = (value: bigint): string => write(value, MONEY_PLACES, 2)
/** "12.5" -> 12500n. */
export const parseQuantity = (text: string): bigint => parse(text, QUANTITY_PLACES)
/** 12500n -> "12.5". */
export const writeQuantity = (value: bigint): string => write(value, QUANTITY_PLACES, 0)

/** Whole-number division, halves away from zero. */
export function roundHalfUp(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n
  const n = numerator < 0n ? -numerator : numerator
  const d = denominator < 0n ? -denominator : denominator
  const value = (2n * n + d) / (2n * d)
  return negative ? -value : value
}

/** Price × quantity as money, rounded half up to the cent. */
export function multiply(price: bigint, quantity: bigint): bigint {
  return roundHalfUp(price * quantity, QUANTITY_SCALE * CENT) * CENT
}

/** What somebody typed on the pad, as a quantity; null when it is not one (empty counts as nought). */
export function typedQuantity(text: string): bigint | null {
  if (text === '' || text === '.') return 0n
  try {
    return parseQuantity(text.endsWith('.') ? text.slice(0, -1) : text.startsWith('.') ? `0${text}` : text)
  } catch {
    return null
  }
}
