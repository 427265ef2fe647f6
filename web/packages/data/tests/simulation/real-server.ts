/** The real server, asked over HTTP as a browser of one profile asks it, at a moment of the virtual time. */
import type { Timeline } from '../clock.ts'
import type { Backend } from '../phone.ts'
import { Profile } from '../profile.ts'
import type { Flights } from '../rest.ts'

const LONGEST_MS = 60_000

export class RealServer implements Backend {
  readonly address: string
  readonly #line: Timeline
  readonly #flights: Flights
  readonly #morning: number

  constructor(address: string, line: Timeline, flights: Flights, morning: number) {
    this.address = address
    this.#line = line
    this.#flights = flights
    this.#morning = morning
  }

  get now(): number {
    return this.#morning + this.#line.at
  }

  carry(profile: Profile, url: string, init: RequestInit): Promise<Response> {
    return this.#flights.carry(async () => {
      const headers = {
        ...(init.headers as Record<string, string>),
        Cookie: profile.cookieHeader,
        'X-Virtual-Now': new Date(this.now).toISOString(),
      }
      const { method, body } = init
      const signal = AbortSignal.timeout(LONGEST_MS)
      const response = await fetch(`${this.address}${url}`, { method, body, headers, redirect: 'manual', signal })
      profile.keepCookies(response)
      // Read to its end: what the phone then reads of it is in memory.
      const bytes = await response.arrayBuffer()
      return new Response(response.status === 204 || response.status === 304 ? null : bytes, {
        status: response.status, headers: response.headers,
      })
    })
  }
}

/** Somebody's session past any screen: the office, or a rep who is asked what he may see. */
export class Visitor {
  readonly #server: RealServer
  readonly #app: 'console' | 'rep'
  readonly #profile = new Profile()

  constructor(server: RealServer, app: 'console' | 'rep' = 'console') {
    this.#server = server
    this.#app = app
  }

  async signIn(mobile: string, password: string): Promise<this> {
    await this.get('/auth/session')
    await this.post('/auth/sign-in', { mobile, password })
    return this
  }

  async get<T>(path: string): Promise<T> {
    return (await this.ask('GET', path)).json() as Promise<T>
  }

  async post<T>(path: string, body: unknown, method = 'POST'): Promise<T> {
    return (await this.ask(method, path, body)).json() as Promise<T>
  }

  async ask(method: string, path: string, body?: unknown, lenient = false): Promise<Response> {
    const headers: Record<string, string> = {
      'X-Outrider-App': this.#app,
      'X-CSRF-Token': this.#profile.cookies.get(`outrider_${this.#app}_csrf`) ?? '',
      'Content-Type': 'application/json',
    }
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
    const answer = await this.#server.carry(this.#profile, `/api${path}`, init)
    if (!answer.ok && !lenient) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }

  /** Every row of a list. */
  async all<T>(path: string): Promise<T[]> {
    const rows: T[] = []
    for (let page = 1; ; page++) {
      const { items } = await this.get<{ items: T[] }>(`${path}${path.includes('?') ? '&' : '?'}size=100&page=${page}`)
      rows.push(...items)
      if (items.length < 100) return rows
    }
  }
}
