/** Starts the console: look, language, session, then the first page that this person may see. */
import './element'
import '@outrider/ui/src/styles/tokens.css'
import '@outrider/ui/src/styles/base.css'
import '@outrider/ui/src/styles/element.css'
import './console.css'
import { consoleContextKey, entityContextKey } from '@outrider/entity'
import { setUpI18n, setUpTheme } from '@outrider/ui'
import { createApp } from 'vue'
import App from './App.vue'
import { openConsole } from './backend'
import { makeConsoleContext, makeEntityContext } from './contexts'
import { catalogues } from './locales'
import { makeRouter } from './router'

/** A newer version was put on the server while this tab was open: its old parts are gone, so start afresh, once. */
window.addEventListener('vite:preloadError', (event) => {
  const KEY = 'outrider.console.reloaded'
  if (Date.now() - Number(sessionStorage.getItem(KEY) ?? 0) < 60_000) return
  event.preventDefault()
  sessionStorage.setItem(KEY, String(Date.now()))
  location.reload()
})

async function start() {
  setUpTheme()
  await setUpI18n(catalogues)
  await openConsole()
  const app = createApp(App)
  app.provide(entityContextKey, makeEntityContext())
  app.provide(consoleContextKey, makeConsoleContext())
  app.use(makeRouter())
  app.mount('#app')
}

void start()
