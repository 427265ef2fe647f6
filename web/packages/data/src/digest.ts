/**
 * SHA-256 and HMAC. Not WebCrypto: it does not exist on plain http pages, and its promises would end an IndexedDB
 * transaction in the middle, where a photo that was just written is read back and checked.
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

export const digestOf = (bytes: Uint8Array): string => bytesToHex(sha256(bytes))

export function fromBase64(text: string): Uint8Array {
  const binary = atob(text)
  return Uint8Array.from(binary, (char) => char.charCodeAt(0))
}

export const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))

/** Whether `mac` (base64) is the HMAC-SHA-256 of the text under the device's key (base64). */
export function macIsValid(key: string, text: string, mac: unknown): boolean {
  if (typeof mac !== 'string' || !mac) return false
  try {
    return toBase64(hmac(sha256, fromBase64(key), utf8ToBytes(text))) === mac
  } catch {
    return false
  }
}

export async function bytesOf(source: Blob | Uint8Array): Promise<Uint8Array> {
  return source instanceof Uint8Array ? source : new Uint8Array(await source.arrayBuffer())
}
