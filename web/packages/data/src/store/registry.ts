/** Who used this phone, and whose data is open: a small database beside the persons' own (`outrider-rep`). */
import { Dexie } from 'dexie'
import type { Table } from 'dexie'
import type { Environment } from '../environment.ts'
import type { Company, Person } from '../types.ts'

export interface KnownPerson {
  id: string
  person: Person
  company: Company
  last_used_at: number
  /** 1: asked for a password before their data opens again. */
  signed_out: 0 | 1
}

interface RegistryFacts {
  current: string | null
  /** Signed out without network: the server is told before anything else. */
  sign_out_due: boolean
  clock_offset: number
  demo: { place: 'at_shop' | 'off' | 'none'; offline: boolean }
}

export interface Kept {
  clockOffset: number
  demo: RegistryFacts['demo'] | null
  /** Whose data opens without asking anybody. */
  person: KnownPerson | null
}

export class Registry extends Dexie {
  declare people: Table<KnownPerson, string>
  declare facts: Table<{ key: string; value: unknown }, string>

  constructor(name: string, env: Environment) {
    super(name, { indexedDB: env.indexedDB, IDBKeyRange: env.IDBKeyRange, chromeTransactionDurability: 'strict' })
    this.version(1).stores({ people: 'id', facts: 'key' })
  }

  /** What the start needs, in one transaction: each costs a cheap phone more than the reading in it. */
  kept(): Promise<Kept> {
    return this.transaction('r', [this.people, this.facts], async () => {
      const [offset, demo, current] = await Promise.all([this.fact('clock_offset'), this.fact('demo'), this.fact('current')])
      const known = current ? await this.people.get(current) : undefined
      return { clockOffset: offset ?? 0, demo: demo ?? null, person: known && !known.signed_out ? known : null }
    })
  }

  async fact<K extends keyof RegistryFacts>(key: K): Promise<RegistryFacts[K] | undefined> {
    return (await this.facts.get(key))?.value as RegistryFacts[K] | undefined
  }

  async setFact<K extends keyof RegistryFacts>(key: K, value: RegistryFacts[K]): Promise<void> {
    await this.facts.put({ key, value })
  }
}
