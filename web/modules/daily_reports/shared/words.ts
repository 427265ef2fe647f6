/** The words of daily reports and of the team, for the phone and the desk. */
import type { Catalogue } from '@outrider/ui'
import words from './locales/zh-Hans.json'

export const reportWords: Catalogue = { 'zh-Hans': words, 'zh-Hant': () => import('./locales/zh-Hant.json'), en: () => import('./locales/en.json') }
