/** What customers bring to the console: their list, the customer's page. */
import { Store } from '@lucide/vue'
import { fieldType, registerFieldType, type ConsoleModule } from '@outrider/entity'
import { dayNames, type Locale } from '@outrider/ui'
import { sayHours } from '../shared/hours'
import words from './locales/zh-Hans.json'

// Opening hours are kept as maps write them and read as people say them.
registerFieldType('opening_hours', {
  ...fieldType('opening_hours'),
  words: (value, _field, { locale, t }) => (typeof value === 'string' ? sayHours(value, dayNames(locale as Locale), t('customer.day_off'), t('customer.day_to')) : ''),
})

export const customersConsole: ConsoleModule = {
  catalogue: { 'zh-Hans': words, 'zh-Hant': () => import('./locales/zh-Hant.json'), en: () => import('./locales/en.json') },
  menu: [{ key: 'customers', entity: 'customer', icon: Store, to: '/customers', order: 20 }],
  recordPages: { customer: () => import('./CustomerPage.vue') },
}
