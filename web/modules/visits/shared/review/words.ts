/** The words of a review, for the phone and the desk: loaded with the page that says them. */
import type { LateCatalogue } from '@outrider/ui'

export const reviewWords: LateCatalogue = {
  'zh-Hans': () => import('./locales/zh-Hans.json'),
  'zh-Hant': () => import('./locales/zh-Hant.json'),
  en: () => import('./locales/en.json'),
}
