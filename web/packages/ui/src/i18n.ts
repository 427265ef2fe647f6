/**
 * Languages of both apps: which exist, which one this person reads, and how catalogues are loaded.
 *
 * zh-Hans and en are typed by hand; zh-Hant.json beside them is generated (`npm run zh-hant`) and never edited.
 * The chosen language is kept on the device; the other catalogues load only when somebody switches.
 */
import zhHans from './locales/zh-Hans.json'
import { LOCALES, Words, type Locale, type Messages, type Values } from './words'

export { LOCALES, type Locale, type Messages } from './words'

/** One catalogue family: the default language at once, the others on demand. */
export interface Catalogue {
  'zh-Hans': Messages
  'zh-Hant': () => Promise<{ default: Messages }>
  en: () => Promise<{ default: Messages }>
}

/** How a language calls itself. */
export const LOCALE_NAMES: Record<Locale, string> = { 'zh-Hans': '简体中文', 'zh-Hant': '繁體中文', en: 'English' }

const KEY = 'outrider.locale'

const shared: Catalogue = {
  'zh-Hans': zhHans,
  'zh-Hant': () => import('./locales/zh-Hant.json'),
  en: () => import('./locales/en.json'),
}

let catalogues: Catalogue[] = [shared]
const words = new Words()

/** The reader's language and its words, for components and outside them alike; what uses them follows a switch. */
export const useI18n = (): Words => words

const loaded = new Set<Locale>(['zh-Hans'])

/** The language for a browser that asks for `wanted` (its own language list, best first). */
export function matchLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const low = tag.toLowerCase()
    if (/^zh-(hant|tw|hk|mo)/.test(low)) return 'zh-Hant'
    if (low.startsWith('zh')) return 'zh-Hans'
    if (low.startsWith('en')) return 'en'
  }
  return 'zh-Hans'
}

/** The language kept on this device, or null when nobody has chosen yet. */
export function storedLocale(): Locale | null {
  try {
    const value = localStorage.getItem(KEY)
    return LOCALES.find((one) => one === value) ?? null
  } catch {
    return null
  }
}

/** The language in use; usable outside components too. */
export function currentLocale(): Locale {
  return words.locale.value
}

async function load(locale: Locale): Promise<void> {
  if (loaded.has(locale) || locale === 'zh-Hans') return
  const parts = await Promise.all(catalogues.map((one) => one[locale]()))
  for (const part of parts) words.add(locale, part.default)
  loaded.add(locale)
}

/** Switch the language, load its words first, and remember the choice on this device. */
export async function setLocale(locale: Locale, remember = true): Promise<void> {
  await load(locale)
  words.locale.value = locale
  document.documentElement.lang = locale
  if (!remember) return
  try {
    localStorage.setItem(KEY, locale)
  } catch {
    // Storage refused (private mode): the choice lasts for this visit.
  }
}

/** The words of a page that is loaded when it is opened: they are no part of the first script. */
export type LateCatalogue = Record<Locale, () => Promise<{ default: Messages }>>
const late = new Set<LateCatalogue>()

/** Add the words of a late page; a switch of the language afterwards takes them along. */
export async function addWords(page: LateCatalogue): Promise<void> {
  if (late.has(page)) return
  const parts = await Promise.all([...loaded].map(async (locale) => [locale, (await page[locale]()).default] as const))
  if (late.has(page)) return
  late.add(page)
  for (const [locale, part] of parts) words.add(locale, part)
  catalogues = [...catalogues, { 'zh-Hans': {}, 'zh-Hant': page['zh-Hant'], en: page.en }]
}

/** Take the app's own catalogues over the shared one, in the reader's language; the first paint already reads right. */
export async function setUpI18n(own: Catalogue[], wanted?: Locale): Promise<void> {
  catalogues = [shared, ...own]
  for (const one of catalogues) words.add('zh-Hans', one['zh-Hans'])
  await setLocale(wanted ?? storedLocale() ?? 'zh-Hans', false)
}

/** Translate outside a component. */
export const translate = (key: string, values: Values = {}): string => words.t(key, values)
