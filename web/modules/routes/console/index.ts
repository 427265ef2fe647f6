/** What routes bring to the console: the planning board. */
import { leads, type ConsoleModule } from '@outrider/entity'
import { Waypoints } from '@lucide/vue'
import words from './locales/zh-Hans.json'

export const routesConsole: ConsoleModule = {
  catalogue: { 'zh-Hans': words, 'zh-Hant': () => import('./locales/zh-Hant.json'), en: () => import('./locales/en.json') },
  menu: [{ key: 'planning', label: 'planning.menu', module: 'routes', icon: Waypoints, to: '/planning', order: 48, visible: leads }],
  routes: [{ path: '/planning', component: () => import('./PlanningPage.vue') }],
}
