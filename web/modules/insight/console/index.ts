/** What insight brings to the console: the team's results, the warnings' list, and the reasons on a customer's page. */
import { ChartColumn, TriangleAlert } from '@lucide/vue'
import { leads, registerPanelView, type ConsoleModule } from '@outrider/entity'
import ReasonsPanel from './ReasonsPanel.vue'
import words from './locales/zh-Hans.json'

registerPanelView('reasons', ReasonsPanel)

export const insightConsole: ConsoleModule = {
  catalogue: { 'zh-Hans': words, 'zh-Hant': () => import('./locales/zh-Hant.json'), en: () => import('./locales/en.json') },
  menu: [
    { key: 'results', label: 'results.menu', icon: ChartColumn, to: '/results', order: 45, visible: leads },
    { key: 'warnings', entity: 'warning', icon: TriangleAlert, to: '/warnings', order: 25, visible: leads },
  ],
  recordPages: { warning: () => import('./WarningPage.vue') },
  routes: [
    { path: '/results', component: () => import('./ResultsPage.vue') },
    { path: '/results/shops', component: () => import('./ShopsPage.vue') },
  ],
}
