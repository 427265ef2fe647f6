/** What tracking brings to the console: the map of customers and last check-ins. */
import { Map as MapIcon } from '@lucide/vue'
import { leads, type ConsoleModule } from '@outrider/entity'
import words from './locales/zh-Hans.json'

export const trackingConsole: ConsoleModule = {
  catalogue: { 'zh-Hans': words, 'zh-Hant': () => import('./locales/zh-Hant.json'), en: () => import('./locales/en.json') },
  menu: [{ key: 'map', label: 'map.menu', icon: MapIcon, to: '/map', order: 70, visible: leads }],
  routes: [{ path: '/map', component: () => import('./MapPage.vue') }],
}
