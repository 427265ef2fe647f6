/** The compact row per customer from which the in-memory search index is built without reading whole customers. */
import type { Customer } from './records.ts'
import type { SearchKeys } from './store/rows.ts'

/** Lower case, full-width forms folded, no blanks or punctuation that people leave out. */
export const folded = (text: string | null | undefined): string =>
  (text ?? '').normalize('NFKC').toLowerCase().replace(/[\s'’`·・.,，。()（）\-_/]+/gu, '')

const digitsOf = (...texts: (string | null | undefined)[]): string =>
  texts.map((text) => (text ?? '').replace(/\D+/g, '')).filter(Boolean).join(' ')

export function searchKeysOf(customer: Customer): SearchKeys {
  return {
    id: customer.id,
    shown: customer.name,
    name: folded(customer.name),
    pinyin: folded(customer.search_keys?.pinyin),
    initials: folded(customer.search_keys?.initials),
    code: folded(customer.code),
    digits: digitsOf(customer.mobile, customer.phone),
  }
}
