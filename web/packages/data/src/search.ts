/**
 * Finding a customer while typing, offline: one linear scan over short folded strings in memory (5,000 customers take
 * a few milliseconds). The index is read once from a compact table, and again after customers changed.
 */
import type { Desk } from './desk.ts'
import { folded } from './search-keys.ts'
import type { PersonDatabase } from './store/database.ts'
import type { SearchKeys } from './store/rows.ts'
import type { CustomerHit, Search } from './types.ts'

const NO_HIT = 9

/** Smaller is better; the order in which people mean what they type. */
export function rankOf(keys: SearchKeys & { all?: string }, word: string, digits: string): number {
  // Nearly every row misses: one look at everything together rules it out.
  if (keys.all !== undefined && !keys.all.includes(word) && !(digits && keys.all.includes(digits))) return NO_HIT
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

/** Every word must be found; the worst word decides the rank. `index` is in scan order. */
export function scan(index: SearchKeys[], text: string, limit: number): CustomerHit[] {
  const words = wordsOf(text)
  if (!words.length) return []
  const byRank: CustomerHit[][] = Array.from({ length: NO_HIT }, () => [])
  for (const keys of index) {
    let rank = 0
    for (const word of words) rank = Math.max(rank, rankOf(keys, word.text, word.digits))
    if (rank === NO_HIT) continue
    const found = byRank[rank] as CustomerHit[]
    if (found.length < limit) found.push({ id: keys.id, name: keys.shown, rank })
    if (rank === 0 && found.length === limit) break
  }
  return byRank.flat().slice(0, limit)
}

/** Shorter names first: among equal ranks they are the fuller match, and a scan then needs no sorting. */
export const inScanOrder = (keys: SearchKeys[]): (SearchKeys & { all: string })[] =>
  keys
    .map((one) => ({ ...one, all: `${one.name}|${one.initials}|${one.pinyin}|${one.code}|${one.digits}` }))
    .sort((one, other) => one.shown.length - other.shown.length || (one.id < other.id ? -1 : 1))

/** How often, at most, a search looks whether another tab changed something. */
const LOOK_MS = 3_000

interface Loaded {
  db: PersonDatabase
  changes: number
  index: Promise<SearchKeys[]>
  stamp: Promise<number>
  lookedAt: number
}

export class CustomerSearch implements Search {
  readonly #desk: () => Desk
  #loaded: Loaded | null = null

  constructor(desk: () => Desk) {
    this.#desk = desk
  }

  async customers(text: string, limit = 30): Promise<CustomerHit[]> {
    const hits = scan(await this.#index(), text, limit)
    void this.#lookForOthers().catch(() => {})
    return hits
  }

  /** Reads the index and runs the scan once, so that the first key typed finds everything compiled. */
  async warm(): Promise<void> {
    scan(await this.#index(), 'warm 0000', 1)
  }

  /** No database is asked while somebody types, unless this tab itself changed a customer. */
  #index(): Promise<SearchKeys[]> {
    const { db, env } = this.#desk()
    if (this.#loaded?.db !== db || this.#loaded.changes !== db.searchChanges) {
      const stamp = db.fact('search_stamp').then((known) => known ?? 0)
      const index = db.search_keys.toArray().then(inScanOrder)
      this.#loaded = { db, changes: db.searchChanges, index, stamp, lookedAt: env.clock.monotonic() }
    }
    return this.#loaded.index
  }

  async #lookForOthers(): Promise<void> {
    const loaded = this.#loaded
    const now = this.#desk().env.clock.monotonic()
    if (!loaded || now - loaded.lookedAt < LOOK_MS) return
    loaded.lookedAt = now
    const stamp = (await loaded.db.fact('search_stamp')) ?? 0
    if (stamp !== (await loaded.stamp) && this.#loaded === loaded) this.#loaded = null
  }
}
