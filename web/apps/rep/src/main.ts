/**
 * The phone app's start: look and language, the data layer, then the first screen. Nothing here waits for the network:
 * a remembered person's day opens from the phone.
 */
import './scroll-memory'
import '@outrider/ui/src/styles/tokens.css'
import '@outrider/ui/src/styles/base.css'
import 'vant/es/style/base.css'
import 'vant/es/overlay/index.css'
import 'vant/es/popup/index.css'
import 'vant/es/swipe-cell/index.css'
import '@outrider/ui/src/styles/vant.css'
import '@outrider/phone/src/phone.css'
import { openData } from '@outrider/data'
import { insightWords, registerInsight } from '@outrider/insight/rep/register'
import { reportWords } from '@outrider/daily_reports/shared/words'
import { hasModule, setData } from '@outrider/phone'
import { trackingWords } from '@outrider/tracking/rep/words'
import { routesWords } from '@outrider/routes/rep/words'
import { visitsWords } from '@outrider/visits/rep/words'
import { primeToday } from '@outrider/visits/rep/useToday'
import { company, setUpI18n, setUpTheme } from '@outrider/ui'
import { createApp } from 'vue'
import App from './App.vue'
import zhHans from './locales/zh-Hans.json'
import { makeRouter } from './router'
import { registerSteps } from './steps'

async function start(): Promise<void> {
  setUpTheme()
  const [data] = await Promise.all([
    openData(undefined, { app: 'rep' }),
    setUpI18n([{ 'zh-Hans': zhHans, 'zh-Hant': () => import('./locales/zh-Hant.json'), en: () => import('./locales/en.json') }, visitsWords, insightWords, routesWords, trackingWords, reportWords]),
  ])
  setData(data)
  data.session.state.subscribe((state) => {
    if (!state.company) return
    company.timeZone = state.company.time_zone
    company.currency = state.company.currency
  })
  registerSteps()
  registerInsight(() => hasModule(data.session.state.value.company, 'insight'))
  const app = createApp(App)
  const router = makeRouter(data)
  // Read while the router finds its first page: the first screen is drawn once, with its content.
  const atToday = /^\/(\?|$)/.test(router.options.history.location)
  const primed = atToday ? primeToday(data).catch(() => undefined) : undefined
  app.use(router)
  // A page that cannot be fetched now is the router's own trouble.
  await router.isReady().catch(() => undefined)
  await primed
  app.mount('#app')
  // After the first screen, on a cheap phone too: sending and fetching go on by themselves from here.
  setTimeout(() => data.sync.start(), 1200)
}

start().catch((error: unknown) => {
  // The last resort, in every language: without storage (private mode, disk full) the app can promise nothing.
  console.error(error)
  const note = document.createElement('p')
  note.className = 'boot-failed'
  note.textContent = '无法打开本机存储,请退出无痕模式或清理空间后重试。 This phone refuses storage; leave private mode or free some space.'
  document.body.append(note)
})
