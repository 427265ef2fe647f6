/** The words of a working day on the phone. */
import type { Catalogue } from '@outrider/ui'
import words from './locales/zh-Hans.json'

export const trackingWords: Catalogue = { 'zh-Hans': words, 'zh-Hant': () => import('./locales/zh-Hant.json'), en: () => import('./locales/en.json') }
