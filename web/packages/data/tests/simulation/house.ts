/** The program that keeps the server (tests/simulation): what it told at the start, and what it can be asked to do. */
import { createInterface } from 'node:readline'

export interface Told {
  address: string
  morning: string
  password: string
  admin: string
  /** base64 of a small JPEG. */
  picture: string
  seeds: number
  first: number
  /** This one alone; 0 = all. */
  seed: number
  acts: number
  /** The one defence that is broken; '' = none. */
  sabotage: string
  /** Which saboteurs must be noticed, one after the other: names, 'all' or ''. */
  prove: string
  database: string
}

export interface Member {
  id: string
  mobile: string
}

export interface Department {
  manager: Member
  reps: Member[]
  shops: string[]
}

const QUESTION = '\x1e'
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

async function answer<T>(): Promise<T> {
  const { value, done } = await lines.next()
  if (done) throw new Error('the program that keeps the server is gone')
  return JSON.parse(value) as T
}

async function ask<T>(question: { ask: string; of?: number | string }): Promise<T> {
  process.stdout.write(`${QUESTION}${JSON.stringify(question)}\n`)
  return answer<T>()
}

export const house = {
  told: () => answer<Told>(),
  department: (seed: number) => ask<Department>({ ask: 'department', of: seed }),
  /** As a power cut. */
  kill: () => ask<null>({ ask: 'kill' }),
  start: () => ask<null>({ ask: 'start' }),
  /** Keeps the state of now; nobody may be serving. */
  keep: () => ask<null>({ ask: 'keep' }),
  /** The server starts again, with its own saboteur of this name or without any. */
  sabotage: (name: string) => ask<null>({ ask: 'sabotage', of: name }),
  /** Back to the kept state, as a restored backup; nobody may be serving. */
  goBack: () => ask<null>({ ask: 'go_back' }),
}
