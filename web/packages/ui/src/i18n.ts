/**
 * Languages of both apps: which exist, which one this person reads, and how catalogues are loaded.
 *
 * zh-Hans and en are typed by hand; zh-Hant.json beside them is generated (`npm run zh-hant`) and never edited.
 * The chosen language is kept on the device; the other catalogues load only when somebody switches.
 */
import type { Plugin } from 'vue'
import { createI18n } from 'vue-i18n'
import zhHans from './locales/zh-Hans.json'

export const LOCALES = ['zh-Hans', 'zh-Hant', 'en'] as const
export type Locale = (typeof LOCALES)[number]
export type Messages = { [key: string]: string | Messages }
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
/** The part of vue-i18n that the apps use: its own generic type would spread every key of every catalogue. */
type Translator = Plugin & {
  global: {
    t(key: string, values?: Record<string, unknown>): string
    locale: { value: string }
    mergeLocaleMessage(locale: string, messages: Messages): void
  }
}

let instance: Translator | undefined
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
  return (instance?.global.locale.value as Locale | undefined) ?? storedLocale() ?? 'zh-Hans'
}

async function load(locale: Locale): Promise<void> {
  if (!instance || loaded.has(locale) || locale === 'zh-Hans') return
  const parts = await Promise.all(catalogues.map((one) => one[locale]()))
  for (const part of parts) instance.global.mergeLocaleMessage(locale, part.default)
  loaded.add(locale)
}

/** Switch the language, load its words first, and remember the choice on this device. */
export async function setLocale(locale: Locale, remember = true): Promise<void> {
  await load(locale)
  if (instance) instance.global.locale.value = locale
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
export async function addWords(words: LateCatalogue): Promise<void> {
  if (!instance || late.has(words)) return
  late.add(words)
  const locale = currentLocale()
  const wanted = [...new Set<Locale>(['zh-Hans', locale])]
  const parts = await Promise.all(wanted.map((one) => words[one]()))
  wanted.forEach((one, at) => instance!.global.mergeLocaleMessage(one, parts[at]!.default))
  const others = LOCALES.filter((one) => one !== 'zh-Hans' && one !== locale)
  for (const one of others) if (loaded.has(one)) instance.global.mergeLocaleMessage(one, (await words[one]()).default)
  catalogues = [...catalogues, { 'zh-Hans': {}, 'zh-Hant': words['zh-Hant'], en: words.en }]
}

/** Make the app's i18n with its own catalogues over the shared one; the first paint already reads right. */
export async function setUpI18n(own: Catalogue[], wanted?: Locale): Promise<Translator> {
  catalogues = [shared, ...own]
  instance = createI18n({
    legacy: false,
    locale: 'zh-Hans',
    fallbackLocale: 'zh-Hans',
    missingWarn: import.meta.env?.DEV ?? false,
    fallbackWarn: false,
    messages: { 'zh-Hans': Object.assign({}, ...catalogues.map((one) => one['zh-Hans'])) as Messages },
  }) as unknown as Translator
  await setLocale(wanted ?? storedLocale() ?? 'zh-Hans', false)
  return instance
}

/** Translate outside a component. */
export function translate(key: string, values: Record<string, unknown> = {}): string {
  return instance ? instance.global.t(key, values) : key
}
