/** What orders bring to the console: their list in the menu and the page of an order. */
import { ClipboardList } from '@lucide/vue'
import type { ConsoleModule } from '@outrider/entity'
import words from './locales/zh-Hans.json'

export const ordersConsole: ConsoleModule = {
  catalogue: { 'zh-Hans': words, 'zh-Hant': () => import('./locales/zh-Hant.json'), en: () => import('./locales/en.json') },
  menu: [{ key: 'orders', entity: 'order', icon: ClipboardList, to: '/orders', order: 40 }],
  recordPages: { order: () => import('./OrderPage.vue') },
}
