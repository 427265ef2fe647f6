/** The words of sheets and orders: loaded with the pages that say them. */
import type { LateCatalogue } from '@outrider/ui'

export const orderWords: LateCatalogue = {
  'zh-Hans': () => import('./locales/zh-Hans.json'),
  'zh-Hant': () => import('./locales/zh-Hant.json'),
  en: () => import('./locales/en.json'),
}
