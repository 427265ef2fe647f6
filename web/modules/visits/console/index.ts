/** What visits bring to the console: the day, the photo wall, the plan board, the pages of a visit and of a visit type. */
import { CalendarDays, CalendarPlus, Camera, Images, MapPinCheck } from '@lucide/vue'
import { hasModule, leads, registerPanelView, type ConsoleModule } from '@outrider/entity'
import { defineAsyncComponent } from 'vue'
import { addWords } from '@outrider/ui'
import { reviewWords } from '../shared/review/words'
import words from './locales/zh-Hans.json'

/** A page that shows evidence speaks of it in the words of a review. */
async function withReviewWords<Page>(page: Promise<Page>): Promise<Page> {
  await addWords(reviewWords)
  return page
}

registerPanelView('pin_change', defineAsyncComponent(() => withReviewWords(import('./customer/PinPanel.vue'))))

export const visitsConsole: ConsoleModule = {
  catalogue: { 'zh-Hans': words, 'zh-Hant': () => import('./locales/zh-Hant.json'), en: () => import('./locales/en.json') },
  menu: [
    { key: 'day', label: 'day.menu', icon: CalendarDays, to: '/day', order: 10, visible: leads },
    { key: 'visits', entity: 'visit', icon: MapPinCheck, to: '/visits', also: ['/reviews'], order: 30 },
    // Without planned routes the simple board is where days are planned.
    { key: 'plans', label: 'plans.menu', icon: CalendarPlus, to: '/plans', order: 48, visible: (meta) => leads(meta) && !hasModule(meta, 'routes') },
    { key: 'photos', label: 'photos.menu', icon: Images, to: '/photos', order: 60, visible: leads },
    { key: 'visit_types', entity: 'visit_type', icon: Camera, to: '/visit-types', order: 95, visible: (meta) => Boolean(meta.entities.visit_type?.can.update) },
  ],
  routes: [
    { path: '/day', component: () => import('./day/DayPage.vue') },
    { path: '/photos', component: () => import('./photos/PhotoWallPage.vue') },
    { path: '/plans', component: () => import('./plans/PlanBoardPage.vue') },
  ],
  recordPages: {
    visit: () => withReviewWords(import('./visit/VisitPage.vue')),
    review: () => withReviewWords(import('./review/ReviewPage.vue')),
    visit_type: () => import('./types/VisitTypePage.vue'),
  },
}
