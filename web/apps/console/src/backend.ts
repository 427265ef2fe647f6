/**
 * The one connection to the server, held for the life of the page: session, metadata, reachability.
 * Everything that a screen shows of them is reactive here; nobody else keeps a copy.
 */
import { company, currentLocale, setLocale, storedLocale, type Locale } from '@outrider/ui'
import type { Meta, RemoteData, RemoteSessionState } from '@outrider/data'
import { openRemote } from '@outrider/data/remote'
import { reactive, shallowRef } from 'vue'

export const state = reactive({
  standing: 'unknown' as RemoteSessionState['standing'],
  person: null as RemoteSessionState['person'],
  company: null as RemoteSessionState['company'],
  reachable: true,
  starting: true,
})

export const meta = shallowRef<Meta | null>(null)

let data: RemoteData | undefined

export function backend(): RemoteData {
  if (!data) throw new Error('the console is not open yet')
  return data
}

function takeSession(session: RemoteSessionState): void {
  const before = state.person?.id
  state.standing = session.standing
  state.person = session.person
  state.company = session.company
  if (session.company) {
    company.timeZone = session.company.time_zone
    company.currency = session.company.currency
  }
  if (before !== session.person?.id) meta.value = null
}

/** Metadata is per person and language; asked again when either changes. */
export async function loadMeta(fresh = false): Promise<void> {
  meta.value = await backend().remote.meta({ fresh })
}

/** Changes the language of everything, the server's labels included. */
export async function changeLocale(locale: Locale): Promise<void> {
  await setLocale(locale)
  if (state.standing === 'signed_in') await loadMeta(true)
}

export async function openConsole(): Promise<void> {
  data = await openRemote(undefined, { app: 'console' })
  data.session.state.subscribe(takeSession)
  data.reachable.subscribe((reachable) => (state.reachable = reachable))
  await enter()
  state.starting = false
}

/** Asks who is signed in and gets ready for that person; silent when the server cannot be reached. */
export async function enter(): Promise<void> {
  try {
    takeSession(await backend().session.refresh())
    if (state.standing !== 'signed_in') return
    const wanted = state.person?.locale as Locale | undefined
    if (wanted && !storedLocale() && wanted !== currentLocale()) await setLocale(wanted, false)
    await loadMeta()
  } catch {
    // The shell shows the offline page while there is no metadata; its button comes back here.
  }
}
