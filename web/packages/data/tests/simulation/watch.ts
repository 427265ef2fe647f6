/** What is seen on the wire of all phones while a seed lives: who sends what at the same time, and how it is stamped. */
import type { QueuedCommand } from '../../src/store/rows.ts'
import type { Profile } from '../profile.ts'
import type { Findings } from './findings.ts'
import type { Handset } from './handset.ts'

interface Sending {
  handset: Handset
  ids: Set<string>
}

export class Watch {
  readonly #sending = new Map<Profile, Set<Sending>>()
  /** Command → what the phone's two clocks showed when it was saved. */
  readonly #clocks = new Map<string, { wall: number; mono: number }>()
  /** What was done, when → the id under which it first travelled. */
  readonly #named = new Map<string, string>()
  /** Commands that went past every bad network to the server itself. */
  readonly arrived = new Set<string>()
  readonly #findings: Findings

  constructor(findings: Findings) {
    this.#findings = findings
  }

  /** An act was just saved: what its stamp must say whenever it travels. */
  saved(id: string, handset: Handset): void {
    this.#clocks.set(id, { wall: handset.phone.clock.wall, mono: handset.phone.clock.line.at })
  }

  enter(handset: Handset, commands: QueuedCommand[]): () => void {
    const others = this.#sending.get(handset.phone.profile) ?? new Set<Sending>()
    this.#sending.set(handset.phone.profile, others)
    const mine: Sending = { handset, ids: new Set(commands.map((one) => one.id)) }
    for (const other of others) {
      const both = commands.find((one) => other.ids.has(one.id))
      if (both && other.handset !== handset && other.handset.isOpen) this.#findings.add('doubled', `two tabs of ${handset.name} send ${both.id} at once`)
    }
    for (const command of commands) {
      this.#stamp(handset, command)
      this.#name(handset, command)
    }
    others.add(mine)
    return () => void others.delete(mine)
  }

  #name(handset: Handset, { id, boot_id, monotonic_ms, verb, payload }: QueuedCommand): void {
    const act = JSON.stringify([boot_id, monotonic_ms, verb, payload])
    const first = this.#named.get(act) ?? id
    this.#named.set(act, first)
    if (first !== id) this.#findings.add('doubled', `${handset.name}: one act travels as ${first} and as ${id}`)
  }

  #stamp(handset: Handset, command: QueuedCommand): void {
    const clocks = this.#clocks.get(command.id)
    if (!clocks) return
    const honest =
      Math.abs(Date.parse(command.device_time) - clocks.wall) < 60_000 &&
      Math.abs(command.monotonic_ms - clocks.mono) < 60_000 && command.boot_id.length > 0
    if (!honest) this.#findings.add('diverged', `${handset.name}: ${command.id} travels with a stamp that its clocks never showed`)
  }
}
