/**
 * Words by key: catalogues are looked up as they are, nothing is compiled or copied beforehand, because a cheap phone
 * pays for each step before its first screen. A text knows `{name}` places, and `{count stop|stops}` for a number with
 * its noun; a key is a path with dots.
 */
import { shallowRef } from 'vue'

export const LOCALES = ['zh-Hans', 'zh-Hant', 'en'] as const
export type Locale = (typeof LOCALES)[number]
export type Messages = { [key: string]: string | Messages }
export type Values = Record<string, unknown>

/** What a language falls back to where it has no word. */
const BASE: Locale = 'zh-Hans'
const PLACE = /\{(\w+)(?: ([^{}|]+)\|([^{}]+))?\}/g

function at(catalogue: Messages, path: string[]): string | undefined {
  let node: string | Messages | undefined = catalogue
  for (const step of path) {
    if (typeof node !== 'object') return undefined
    node = node[step]
  }
  return typeof node === 'string' ? node : undefined
}

export class Words {
  /** The language that is read now. */
  readonly locale = shallowRef<Locale>(BASE)
  /** Grows when words arrive: what is on the screen is then said again. */
  readonly #grown = shallowRef(0)
  readonly #catalogues: Record<Locale, Messages[]> = { 'zh-Hans': [], 'zh-Hant': [], en: [] }
  readonly #found: Record<Locale, Map<string, string | undefined>> = { 'zh-Hans': new Map(), 'zh-Hant': new Map(), en: new Map() }

  /** A later catalogue's word counts before an earlier one's. */
  add(locale: Locale, messages: Messages): void {
    this.#catalogues[locale].unshift(messages)
    this.#found[locale].clear()
    this.#grown.value += 1
  }

  #text(locale: Locale, key: string): string | undefined {
    const found = this.#found[locale]
    if (found.has(key)) return found.get(key)
    const path = key.split('.')
    let text: string | undefined
    for (const one of this.#catalogues[locale]) if ((text = at(one, path)) !== undefined) break
    found.set(key, text)
    return text
  }

  #known(key: string): string | undefined {
    void this.#grown.value
    return this.#text(this.locale.value, key) ?? this.#text(BASE, key)
  }

  /** Whether any catalogue has the key. */
  readonly te = (key: string): boolean => this.#known(key) !== undefined

  /** The text in the reader's language, its places filled; the key itself where nobody wrote a text. */
  readonly t = (key: string, values?: Values): string => {
    const text = this.#known(key) ?? key
    if (!values) return text
    return text.replace(PLACE, (_place, name: string, one?: string, many?: string) => {
      const said = String(values[name] ?? '')
      return many === undefined ? said : `${said} ${said === '1' ? one : many}`
    })
  }
}
