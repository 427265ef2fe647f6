/** The few words of this page in the language that both apps in its frames use. */
import zhHans from './locales/zh-Hans.json'

export const LANGUAGES = { 'zh-Hans': '简', 'zh-Hant': '繁', en: 'EN' } as const
export type Language = keyof typeof LANGUAGES
export type Words = typeof zhHans

/** The apps keep the choice under this name; all three live on one origin. */
const KEY = 'outrider.locale'

export function chosenLanguage(): Language {
  try {
    const kept = localStorage.getItem(KEY)
    return kept && kept in LANGUAGES ? (kept as Language) : 'zh-Hans'
  } catch {
    return 'zh-Hans'
  }
}

export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language)
  } catch {
    // Storage refused: the choice lasts for this page.
  }
}

export async function wordsOf(language: Language): Promise<Words> {
  if (language === 'en') return (await import('./locales/en.json')).default
  if (language === 'zh-Hant') return (await import('./locales/zh-Hant.json')).default
  return zhHans
}
