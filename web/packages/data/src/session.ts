/**
 * Who is here. One database per person; a remembered person's data opens without the server; signing out, a refused
 * session or somebody else's sign-in never touch unsent work (F16, F18).
 */
import type { World } from './desk.ts'
import { LocalFault, Problem } from './errors.ts'
import { Cell } from './observable.ts'
import type { KnownPerson, Registry } from './store/registry.ts'
import type { Company, Person, Session, SessionState } from './types.ts'

export interface SessionAnswer {
  person: Person | null
  csrf?: string
  company: Company
  policy?: { location?: { version: string; consented: boolean | null } }
}

/** Beside the databases: whose data will be wanted, so that it opens together with the registry. Only a hint. */
export const LAST_PERSON = 'outrider_rep_last'

export type Consent = SessionState['locationConsent']

export const signedOutState = (): SessionState => ({
  person: null,
  company: null,
  standing: 'none',
  locationConsent: { version: '1', consented: null },
})

/** What the session needs from the one that holds the open databases. */
export interface Desks {
  open(person: Person): Promise<void>
  close(): Promise<void>
  unsent(person: string): Promise<number>
  signOutEffects(): Promise<void>
  /** Also a full phone can be signed out of. */
  writeInReserve(write: () => Promise<void>): Promise<void>
  /** The consent that counts: one given here and not yet sent, else the server's, else the last one known. */
  consent(server: Consent | null): Promise<Consent>
  /** There is a reason to try to send now. */
  wake(): void
  deviceId(): string | null
  deviceKey(): string | null
}

export class PhoneSession implements Session {
  readonly state = new Cell<SessionState>(signedOutState())
  readonly #world: World
  readonly #registry: Registry
  readonly #desks: Desks

  constructor(world: World, registry: Registry, desks: Desks) {
    this.#world = world
    this.#registry = registry
    this.#desks = desks
    world.http.renewCsrf = async () => {
      this.#world.http.csrf = (await this.#ask()).csrf ?? null
    }
  }

  /** At start: the last person's data, without asking the server. */
  async restore(known: KnownPerson | null): Promise<void> {
    if (known) await this.#activate(known.person, known.company, 'remembered', null, true)
  }

  async signIn(mobile: string, password: string): Promise<SessionState> {
    const answer = await this.#world.http.json<SessionAnswer>('POST', '/auth/sign-in', { body: { mobile, password } })
    return this.#entered(answer)
  }

  invitation(token: string): Promise<{ company: string; name: string; mobile_tail: string; locale: 'zh-Hans' | 'zh-Hant' | 'en'; needs_code: boolean }> {
    return this.#world.http.json('POST', '/auth/invitation', { body: { token } })
  }

  async sendCode(token: string): Promise<void> {
    await this.#world.http.json('POST', '/auth/invitation/code', { body: { token } })
  }

  async join(token: string, password: string, code: string): Promise<SessionState> {
    const answer = await this.#world.http.json<SessionAnswer>('POST', '/auth/join', { body: { token, password, code } })
    return this.#entered(answer)
  }

  async enterDemo(personId: string): Promise<SessionState> {
    const answer = await this.#world.http.json<SessionAnswer>('POST', '/demo/enter', { body: { person_id: personId } })
    return this.#entered(answer)
  }

  demoPeople(): Promise<{ id: string; name: string; role: string; department: string }[]> {
    return this.#world.http.json('GET', '/demo/people')
  }

  async changePassword(old: string, next: string): Promise<void> {
    await this.#world.http.json('POST', '/auth/password', { body: { old, new: next } })
  }

  async signOut(): Promise<{ unsent: number }> {
    const person = this.current()
    const unsent = await this.#desks.unsent(person.id)
    await this.#desks.writeInReserve(() =>
      this.#registry.transaction('rw', [this.#registry.people, this.#registry.facts], async () => {
        await this.#registry.people.update(person.id, { signed_out: 1 })
        await this.#registry.setFact('current', null)
        await this.#registry.setFact('sign_out_due', true)
      }),
    )
    this.#world.env.marker.write(LAST_PERSON, '')
    await this.#desks.signOutEffects()
    await this.#desks.close()
    this.state.set(signedOutState())
    await this.#tellSignOut().catch(() => {})
    return { unsent }
  }

  async openRemembered(personId: string): Promise<SessionState> {
    const known = await this.#registry.people.get(personId)
    if (!known || known.signed_out) throw new LocalFault('offline_account_unknown')
    await this.#activate(known.person, known.company, 'remembered', null)
    return this.state.value
  }

  async remembered(): Promise<{ id: string; name: string; unsent: number; lastUsedAt: number }[]> {
    const people = await this.#registry.people.toArray()
    return Promise.all(
      people.map(async (known) => ({
        id: known.id,
        name: known.person.name,
        unsent: await this.#desks.unsent(known.id),
        lastUsedAt: known.last_used_at,
      })),
    )
  }

  async refresh(): Promise<SessionState> {
    try {
      if (await this.#registry.fact('sign_out_due')) await this.#tellSignOut()
      const answer = await this.#ask()
      this.#world.http.csrf = answer.csrf ?? null
      await this.#compare(answer)
    } catch {
      // No network, or not our server: what is remembered stays as it is.
    }
    return this.state.value
  }

  current(): Person {
    const { person } = this.state.value
    if (!person) throw new LocalFault('not_signed_in')
    return person
  }

  deviceId(): string | null {
    return this.#desks.deviceId()
  }

  deviceKey(): string | null {
    return this.#desks.deviceKey()
  }

  /** The server said no to a sync request. */
  denied(problem: Problem): void {
    if (!this.state.value.person) return
    if (problem.status === 401) this.state.patch({ standing: 'expired' })
    else if (problem.code === 'device_revoked') this.state.patch({ standing: 'revoked' })
    else void this.refresh()
  }

  reached(): void {
    if (this.state.value.person) this.state.patch({ standing: 'online' })
  }

  noteConsent(consent: Consent): void {
    this.state.patch({ locationConsent: consent })
  }

  #ask(): Promise<SessionAnswer> {
    return this.#world.http.json<SessionAnswer>('GET', '/auth/session')
  }

  async #compare(answer: SessionAnswer): Promise<void> {
    const here = this.state.value.person
    if (!answer.person) {
      // Nobody yet: the sign-in page still says whose company this is (and whether it is the demo).
      this.state.patch(here ? { standing: 'expired' } : { company: answer.company })
      return
    }
    if (!here) {
      // The cookie outlived our memory of it (evicted storage, or the demo page signed us in).
      await this.#activate(answer.person, answer.company, 'online', answer)
    } else if (here.id !== answer.person.id && !answer.company.demo) this.state.patch({ standing: 'other' })
    // The demo page lets somebody else in through the server alone: the phone follows. Each has his own database.
    else await this.#activate(answer.person, answer.company, 'online', answer)
  }

  async #entered(answer: SessionAnswer): Promise<SessionState> {
    if (!answer.person) throw new LocalFault('not_signed_in')
    this.#world.http.csrf = answer.csrf ?? null
    await this.#registry.setFact('sign_out_due', false)
    await this.#activate(answer.person, answer.company, 'online', answer)
    return this.state.value
  }

  async #activate(
    person: Person,
    company: Company,
    standing: SessionState['standing'],
    answer: SessionAnswer | null,
    unchanged = false,
  ): Promise<void> {
    this.#world.clock.setCompany(company.time_zone, company.clock_offset_ms)
    const note = () =>
      this.#registry.transaction('rw', [this.#registry.people, this.#registry.facts], async () => {
        await this.#registry.people.put({ id: person.id, person, company, last_used_at: this.#world.clock.ms(), signed_out: 0 })
        await this.#registry.setFact('current', person.id)
      })
    // Who was here before is known already: nothing of it needs to be written before the first screen.
    if (!unchanged) await note()
    this.#world.env.marker.write(LAST_PERSON, person.id)
    const switching = this.state.value.person?.id !== person.id
    if (switching) await this.#desks.open(person)
    const locationConsent = await this.#desks.consent(answer?.policy?.location ?? null)
    this.state.set({ person, company, standing, locationConsent })
    if (standing === 'online') this.#desks.wake()
  }

  async #tellSignOut(): Promise<void> {
    try {
      if (!this.#world.http.csrf) this.#world.http.csrf = (await this.#ask()).csrf ?? null
      await this.#world.http.json('POST', '/auth/sign-out', { body: {} })
    } catch (fault) {
      // "Not signed in" is what was wanted; anything else is told again at the next start.
      if (!(fault instanceof Problem && fault.status === 401)) throw fault
    }
    this.#world.http.csrf = null
    await this.#registry.setFact('sign_out_due', false)
  }
}
