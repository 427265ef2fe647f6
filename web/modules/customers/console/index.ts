/** What customers bring to the console: their list, the customer's page, the import. */
import { Store } from '@lucide/vue'
import type { ConsoleModule } from '@outrider/entity'
import words from './locales/zh-Hans.json'
import ImportTool from './ImportTool.vue'

export const customersConsole: ConsoleModule = {
  catalogue: { 'zh-Hans': words, 'zh-Hant': () => import('./locales/zh-Hant.json'), en: () => import('./locales/en.json') },
  menu: [{ key: 'customers', entity: 'customer', icon: Store, to: '/customers', order: 20 }],
  routes: [{ path: '/customers/import', component: () => import('./ImportPage.vue') }],
  recordPages: { customer: () => import('./CustomerPage.vue') },
  listTools: { customer: ImportTool },
}
