/** The check code on a watermark: the start of the original's SHA-256, so that a print can be matched with its file. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Hex digest to "7K2M-9XQ4": 40 bits in Crockford's base32. */
export function checkCode(digest: string): string {
  let bits = BigInt(`0x${digest.slice(0, 10)}`)
  let text = ''
  for (let place = 0; place < 8; place += 1) {
    text = ALPHABET[Number(bits & 31n)]! + text
    bits >>= 5n
  }
  return `${text.slice(0, 4)}-${text.slice(4)}`
}
