/** The words of plans and visits on the phone. */
import type { Catalogue } from '@outrider/ui'
import words from './locales/zh-Hans.json'

export const visitsWords: Catalogue = { 'zh-Hans': words, 'zh-Hant': () => import('./locales/zh-Hant.json'), en: () => import('./locales/en.json') }
