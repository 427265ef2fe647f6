/** UUIDv7 made on the phone. Opaque: phone clocks lie, so nothing is ever sorted by them. */
import type { Environment } from './environment.ts'

const hex = (byte: number | undefined): string => (byte ?? 0).toString(16).padStart(2, '0')

export function uuid7(env: Pick<Environment, 'clock' | 'randomBytes'>): string {
  const bytes = env.randomBytes(16)
  // A clock before 1970 or beyond 48 bits must still give a valid id: only the randomness keeps ids apart.
  let stamp = Math.min(Math.max(0, Math.floor(env.clock.now())), 2 ** 48 - 1)
  for (let index = 5; index >= 0; index--) {
    bytes[index] = stamp % 256
    stamp = Math.floor(stamp / 256)
  }
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const text = Array.from(bytes, hex).join('')
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`
}
