/** What belongs to the person whose data is open: their database, the device and this context's identity. */
import type { ServerClock } from './clock.ts'
import type { Defences } from './defences.ts'
import type { Environment } from './environment.ts'
import type { Http } from './http.ts'
import type { PersonDatabase } from './store/database.ts'
import type { Person } from './types.ts'

/** Shared by everything on this page, whoever is signed in. */
export interface World {
  env: Environment
  http: Http
  clock: ServerClock
  defences: Defences
  /** New for every page load: monotonic times of two boots cannot be compared (F19). */
  bootId: string
  newId(): string
}

export interface Desk extends World {
  person: Person
  db: PersonDatabase
  /** Tells the sync that there is something new to send. */
  kick(): void
}

export const markerName = (person: string): string => `outrider_rep_marker_${person}`
