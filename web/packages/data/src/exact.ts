/** Exact money and quantity: integers of 1/10,000 and 1/1,000 behind decimal strings, as on the server. */

function parseScaled(text: string, digits: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim())
  if (!match) return 0n
  const fraction = (match[3] ?? '').padEnd(digits, '0').slice(0, digits)
  const value = BigInt(`${match[2]}${fraction}`)
  return match[1] ? -value : value
}

function formatScaled(value: bigint, digits: number, least: number): string {
  const size = (value < 0n ? -value : value).toString().padStart(digits + 1, '0')
  let fraction = size.slice(-digits)
  while (fraction.length > least && fraction.endsWith('0')) fraction = fraction.slice(0, -1)
  return `${value < 0n ? '-' : ''}${size.slice(0, -digits)}${fraction ? `.${fraction}` : ''}`
}

export const parseMoney = (text: string): bigint => parseScaled(text, 4)
export const formatMoney = (value: bigint): string => formatScaled(value, 4, 2)
export const parseQuantity = (text: string): bigint => parseScaled(text, 3)
export const formatQuantity = (value: bigint): string => formatScaled(value, 3, 0)

/** price × quantity, rounded half up to 0.01 (like kernel.money.multiply). */
export function multiply(price: bigint, quantity: bigint): bigint {
  const cents = 100_000n // 1/10,000 × 1/1,000 → 0.01
  const product = price * quantity
  const rounded = product >= 0n ? (product + cents / 2n) / cents : -((-product + cents / 2n) / cents)
  return rounded * 100n
}
