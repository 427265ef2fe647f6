/** The console's catalogues: its own, the generic screens' and those of the modules' pages. */
import type { Catalogue } from '@outrider/ui'
import entity from '@outrider/entity/src/locales/zh-Hans.json'
import { modules } from '../modules'
import own from './zh-Hans.json'

export const catalogues: Catalogue[] = [
  { 'zh-Hans': own, 'zh-Hant': () => import('./zh-Hant.json'), en: () => import('./en.json') },
  {
    'zh-Hans': entity,
    'zh-Hant': () => import('@outrider/entity/src/locales/zh-Hant.json'),
    en: () => import('@outrider/entity/src/locales/en.json'),
  },
  ...modules.flatMap((module) => module.catalogue ?? []),
]
