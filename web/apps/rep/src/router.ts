/** The phone app's addresses. Today is in the first script; everything else loads when it is opened, or when idle. */
import type { Data } from '@outrider/data'
import { closeAll } from '@outrider/phone'
import { customerWords } from '@outrider/customers/rep/words'
import { orderWords } from '@outrider/orders/rep/words'
import { reviewWords } from '@outrider/visits/shared/review/words'
import { addWords, type LateCatalogue } from '@outrider/ui'
import { createRouter, createWebHistory, START_LOCATION, type Router, type RouteRecordRaw } from 'vue-router'
import TodayPage from './pages/TodayPage.vue'

/** A page with the words that only it and its neighbours say. */
async function spoken<T>(page: () => Promise<T>, ...words: LateCatalogue[]): Promise<T> {
  const [found] = await Promise.all([page(), ...words.map(addWords)])
  return found
}

const lazy = {
  customers: () => import('@outrider/customers/rep/CustomersPage.vue'),
  customer: () => spoken(() => import('./pages/CustomerPage.vue'), customerWords),
  newCustomer: () => spoken(() => import('./pages/NewCustomerPage.vue'), customerWords),
  visit: () => spoken(() => import('@outrider/visits/rep/VisitPage.vue'), customerWords, orderWords),
  review: () => spoken(() => import('@outrider/visits/rep/review/ReviewPage.vue'), reviewWords),
  reviews: () => import('@outrider/visits/rep/review/ReviewsPage.vue'),
  sheet: () => spoken(() => import('@outrider/orders/rep/SheetPage.vue'), orderWords),
  plan: () => import('@outrider/visits/rep/PlanPage.vue'),
  orders: () => spoken(() => import('@outrider/orders/rep/OrdersPage.vue'), orderWords),
  order: () => spoken(() => import('@outrider/orders/rep/OrderPage.vue'), orderWords),
  results: () => import('./pages/ResultsPage.vue'),
  me: () => import('./pages/MePage.vue'),
  queue: () => import('./pages/QueuePage.vue'),
  privacy: () => import('./pages/PrivacyPage.vue'),
  notices: () => import('./pages/NoticesPage.vue'),
  devices: () => import('./pages/DevicesPage.vue'),
  password: () => import('./pages/PasswordPage.vue'),
  report: () => import('@outrider/daily_reports/rep/ReportPage.vue'),
  corrections: () => import('@outrider/tracking/rep/CorrectionPage.vue'),
  teamPerson: () => import('@outrider/daily_reports/rep/TeamPersonPage.vue'),
  signIn: () => import('./pages/SignInPage.vue'),
  join: () => import('./pages/JoinPage.vue'),
}

const routes: RouteRecordRaw[] = [
  { path: '/', component: TodayPage, meta: { tab: 'today' } },
  { path: '/customers', component: lazy.customers, meta: { tab: 'customers' } },
  { path: '/customers/new', component: lazy.newCustomer },
  { path: '/customers/:id', component: lazy.customer, props: true },
  { path: '/customers/:customerId/order', component: lazy.sheet, props: true },
  { path: '/visits/:id', component: lazy.visit, props: true },
  { path: '/visits/:visitId/sheet', component: lazy.sheet, props: true },
  { path: '/reviews', component: lazy.reviews },
  { path: '/reviews/:id', component: lazy.review, props: true },
  { path: '/plan', component: lazy.plan, props: (route) => ({ on: route.query.on, by: route.query.by }) },
  { path: '/orders', component: lazy.orders },
  { path: '/orders/:id', component: lazy.order, props: true },
  { path: '/report', component: lazy.report, props: (route) => ({ on: route.query.on }) },
  { path: '/corrections', component: lazy.corrections },
  { path: '/daily-reports/:id', component: lazy.report, props: true },
  { path: '/team/:day/:person', component: lazy.teamPerson, props: true },
  { path: '/results', component: lazy.results, meta: { tab: 'results' } },
  { path: '/me', component: lazy.me, meta: { tab: 'me' } },
  { path: '/queue', component: lazy.queue },
  { path: '/privacy', component: lazy.privacy },
  { path: '/notices', component: lazy.notices },
  { path: '/devices', component: lazy.devices },
  { path: '/password', component: lazy.password },
  { path: '/sign-in', component: lazy.signIn, meta: { open: true } },
  { path: '/join/:token', component: lazy.join, props: true, meta: { open: true } },
  { path: '/:rest(.*)*', redirect: '/' },
]

/** The router; without a person only the sign-in page opens. */
export function makeRouter(data: Data): Router {
  const router = createRouter({
    history: createWebHistory('/rep/'),
    routes,
    // Not at the start: scrolling would lay out a screen that is not there yet.
    scrollBehavior: (_to, from, saved) => saved ?? (from === START_LOCATION ? false : { top: 0 }),
  })
  router.beforeEach((to) => {
    const person = data.session.state.value.person
    if (!person && !to.meta.open) return { path: '/sign-in', query: to.path === '/' ? {} : { next: to.fullPath } }
    if (person && to.path === '/sign-in') return { path: '/' }
    return true
  })
  router.afterEach(() => closeAll())
  return router
}

/** What a visit needs beside its pages; dynamic imports are shared with the places that open them. */
const visitParts = [
  lazy.visit,
  lazy.review,
  lazy.reviews,
  lazy.sheet,
  lazy.customer,
  lazy.newCustomer,
  lazy.customers,
  lazy.queue,
  lazy.report,
  lazy.corrections,
  lazy.teamPerson,
  () => import('@outrider/daily_reports/rep/TeamView.vue'),
  () => import('@outrider/tracking/rep/ShiftSheet.vue'),
  () => import('@outrider/tracking/rep/StartShiftSheet.vue'),
  () => import('@outrider/phone/src/components/ConsentDialog.vue'),
  () => import('@outrider/orders/rep/OrderTerms.vue'),
  () => import('@outrider/orders/rep/SheetStep.vue'),
  () => import('@outrider/visits/rep/CameraView.vue'),
  () => import('@outrider/visits/rep/CheckOutSheet.vue'),
  () => import('@outrider/visits/rep/CouldNotSheet.vue'),
  () => import('@outrider/visits/rep/DayMap.vue'),
  () => import('@outrider/visits/rep/DayMapSheet.vue'),
  () => import('@outrider/visits/rep/LateCheckOut.vue'),
  () => import('@outrider/visits/rep/PostponeSheet.vue'),
  () => import('@outrider/visits/rep/steps/NoteStep.vue'),
  () => import('@outrider/visits/rep/steps/PhotoStep.vue'),
  () => import('@outrider/visits/rep/steps/SummaryStep.vue'),
  () => import('@outrider/visits/rep/steps/SummarySheet.vue'),
]

/**
 * Fetches a visit's pages and sheets while nothing else happens: they must open without network on the very first day,
 * and on plain http, where there is no service worker.
 */
export function preloadPages(): void {
  const load = () => void Promise.allSettled(visitParts.map((part) => part()))
  if ('requestIdleCallback' in window) window.requestIdleCallback(load, { timeout: 20_000 })
  else setTimeout(load, 8000)
}
