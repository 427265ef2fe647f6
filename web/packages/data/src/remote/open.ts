/** Puts the console's side together: calls, session, clock. No local database. */
import { ServerClock } from '../clock.ts'
import type { Environment } from '../environment.ts'
import { browserEnvironment } from '../environment.browser.ts'
import { Http } from '../http.ts'
import { Cell } from '../observable.ts'
import { Pictures } from '../photos/pictures.ts'
import { remoteOf } from './remote.ts'
import { ConsoleSession } from './session.ts'
import type { RemoteData } from './types.ts'

export async function openRemote(
  given: Partial<Environment> | undefined,
  options: { app: 'console' | 'rep' },
): Promise<RemoteData> {
  const env = { ...(given?.clock ? {} : browserEnvironment()), ...given } as Environment
  const http = new Http(env, options.app)
  const clock = new ServerClock(env)
  const reachable = new Cell(true)
  http.onContact = (reached) => reachable.set(reached)
  const session = new ConsoleSession(http, ({ company }) => {
    if (company) clock.setCompany(company.time_zone, company.clock_offset_ms)
  })
  return { session, remote: remoteOf(env, http, new Pictures(env, http)), clock, reachable }
}
