/** The console's session: a cookie on the server, nothing kept here. */
import { Unreachable } from '../errors.ts'
import type { Http } from '../http.ts'
import { Cell } from '../observable.ts'
import type { RemoteSession, RemoteSessionState } from './types.ts'

interface Answer {
  person: RemoteSessionState['person']
  csrf?: string
  company: RemoteSessionState['company']
}

export class ConsoleSession implements RemoteSession {
  readonly state = new Cell<RemoteSessionState>({ standing: 'unknown', person: null, company: null })
  readonly #http: Http
  readonly #learned: (state: RemoteSessionState) => void

  constructor(http: Http, learned: (state: RemoteSessionState) => void) {
    this.#http = http
    this.#learned = learned
    http.renewCsrf = async () => void (await this.#take(await this.#ask()))
  }

  async refresh(): Promise<RemoteSessionState> {
    try {
      return this.#take(await this.#ask())
    } catch (fault) {
      if (fault instanceof Unreachable) return this.state.value
      throw fault
    }
  }

  async signIn(mobile: string, password: string): Promise<RemoteSessionState> {
    return this.#take(await this.#http.json<Answer>('POST', '/auth/sign-in', { body: { mobile, password } }))
  }

  async signOut(): Promise<void> {
    await this.#http.json('POST', '/auth/sign-out', { body: {} })
    this.#take({ person: null, company: this.state.value.company })
  }

  async changePassword(old: string, next: string): Promise<void> {
    await this.#http.json('POST', '/auth/password', { body: { old, new: next } })
  }

  demoPeople(): Promise<{ id: string; name: string; role: string; department: string }[]> {
    return this.#http.json('GET', '/demo/people')
  }

  async enterDemo(personId: string): Promise<RemoteSessionState> {
    return this.#take(await this.#http.json<Answer>('POST', '/demo/enter', { body: { person_id: personId } }))
  }

  #ask(): Promise<Answer> {
    return this.#http.json<Answer>('GET', '/auth/session')
  }

  #take(answer: Answer): RemoteSessionState {
    this.#http.csrf = answer.csrf ?? null
    const state: RemoteSessionState = {
      standing: answer.person ? 'signed_in' : 'none',
      person: answer.person,
      company: answer.company,
    }
    this.#learned(state)
    this.state.set(state)
    return state
  }
}
