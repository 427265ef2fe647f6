/** What daily reports bring to the console: a day's reports of the team, and a report's page. */
import { NotebookPen } from '@lucide/vue'
import { leads, type ConsoleModule } from '@outrider/entity'
import { reportWords } from '../shared/words'

export const reportsConsole: ConsoleModule = {
  catalogue: reportWords,
  menu: [{ key: 'reports', label: 'report.one', module: 'daily_reports', entity: 'daily_report', icon: NotebookPen, to: '/reports', also: ['/daily-reports'], order: 40, visible: leads }],
  routes: [{ path: '/reports', component: () => import('./ReportsPage.vue') }],
  recordPages: { daily_report: () => import('./ReportPage.vue') },
}
