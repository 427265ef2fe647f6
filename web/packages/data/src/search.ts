/**
 * Finding a customer while typing, offline: one linear scan over short folded strings in memory (5,000 customers take
 * a few milliseconds). The index is read once from a compact table, and again after customers changed.
 */
import type { Desk } from './desk.ts'
import { folded } from './search-keys.ts'
import type { SearchKeys } from './store/rows.ts'
import type { CustomerHit, Search } from './types.ts'

const NO_HIT = 99

/** Smaller is better; the order in which people mean what they type. */
export function rankOf(keys: SearchKeys, word: string, digits: string): number {
  if (keys.name.startsWith(word)) return 0
  if (keys.initials.startsWith(word)) return 1
  if (keys.pinyin.startsWith(word)) return 2
  if (keys.code && keys.code.startsWith(word)) return 3
  if (digits.length >= 3 && endsANumber(keys.digits, digits)) return 4
  if (keys.name.includes(word)) return 5
  if (word.length >= 2 && keys.initials.includes(word)) return 6
  if (word.length >= 3 && keys.pinyin.includes(word)) return 7
  if (digits.length >= 4 && keys.digits.includes(digits)) return 8
  return NO_HIT
}

const endsANumber = (numbers: string, tail: string): boolean =>
  numbers.endsWith(tail) || numbers.includes(`${tail} `)

interface Word {
  text: string
  digits: string
}

function wordsOf(text: string): Word[] {
  return text
    .split(/[\s\u3000]+/u)
    .map((part) => ({ text: folded(part), digits: folded(part).replace(/\D+/g, '') }))
    .map((word) => (word.digits === word.text.replace(/^\+/, '') ? word : { ...word, digits: '' }))
    .filter((word) => word.text)
}

/** Every word must be found; the worst word decides the rank. */
export function scan(index: SearchKeys[], text: string, limit: number): CustomerHit[] {
  const words = wordsOf(text)
  if (!words.length) return []
  const hits: CustomerHit[] = []
  for (const keys of index) {
    let rank = 0
    for (const word of words) rank = Math.max(rank, rankOf(keys, word.text, word.digits))
    if (rank < NO_HIT) hits.push({ id: keys.id, name: keys.shown, rank })
  }
  // Among equals the shorter name: it is the fuller match.
  hits.sort((one, other) => one.rank - other.rank || one.name.length - other.name.length || (one.id < other.id ? -1 : 1))
  return hits.slice(0, limit)
}

export class CustomerSearch implements Search {
  readonly #desk: () => Desk
  #loaded: { db: unknown; stamp: number; index: Promise<SearchKeys[]> } | null = null

  constructor(desk: () => Desk) {
    this.#desk = desk
  }

  async customers(text: string, limit = 30): Promise<CustomerHit[]> {
    return scan(await this.#index(), text, limit)
  }

  async warm(): Promise<void> {
    await this.#index()
  }

  /** The stamp is one small read per search and tells of changes by any tab. */
  async #index(): Promise<SearchKeys[]> {
    const { db } = this.#desk()
    const stamp = (await db.fact('search_stamp')) ?? 0
    if (this.#loaded?.db !== db || this.#loaded.stamp !== stamp)
      this.#loaded = { db, stamp, index: db.search_keys.toArray() }
    return this.#loaded.index
  }
}
