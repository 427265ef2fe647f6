/** The words of the planned day on the phone. */
import type { Catalogue } from '@outrider/ui'
import words from './locales/zh-Hans.json'

export const routesWords: Catalogue = { 'zh-Hans': words, 'zh-Hant': () => import('./locales/zh-Hant.json'), en: () => import('./locales/en.json') }
