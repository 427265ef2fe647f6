/**
 * Sends the queue. It believes nothing but a receipt signed for this device, never changes a command between tries,
 * and lets one bad command hold back only what depends on it.
 */
import type { Desk } from '../desk.ts'
import type { KeyedDevice } from '../device.ts'
import { registeredDevice } from '../device.ts'
import { macIsValid } from '../digest.ts'
import { effectOf } from '../effects/index.ts'
import { Problem, Unreachable } from '../errors.ts'
import { freeBytes } from '../quota.ts'
import { rebuildAll } from '../store/overlay.ts'
import type { QueuedCommand } from '../store/rows.ts'
import { noticeEpoch } from './epoch.ts'
import { batchOf, choose, MAX_COMMANDS } from './graph.ts'
import type { Hold } from './lock.ts'
import type { Answer, CommandsAnswer } from './protocol.ts'
import { receiptText } from './protocol.ts'

const REST_MS = 2_000
const LONGEST_REST_MS = 600_000

/** The person or the device may not send now; the queue stays as it is (F18). */
export const isDenial = (fault: unknown): fault is Problem =>
  fault instanceof Problem && (fault.status === 401 || fault.status === 403)

export class Pusher {
  readonly #desk: Desk
  /** Command → monotonic time until which it pauses. In memory: wall clocks jump (F19), and a restart may try at once. */
  readonly #resting = new Map<string, number>()
  #limit = MAX_COMMANDS
  #keyDoubted = false

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** Sends until nothing may be sent now. The first request is also the contact report, so at least one is made. */
  async drain(hold: Hold): Promise<void> {
    let device = await registeredDevice(this.#desk, this.#keyDoubted)
    for (let contacted = false; ; contacted = true) {
      await hold.beat()
      const batch = await this.#next()
      if (!batch.length && contacted) return
      await this.#send(device, batch)
      device = await registeredDevice(this.#desk)
    }
  }

  /** Milliseconds until the first resting command may go again; null when none rests. */
  restMs(): number | null {
    const now = this.#desk.env.clock.monotonic()
    const times = [...this.#resting.values()].map((until) => Math.max(0, until - now))
    return times.length ? Math.min(...times) : null
  }

  wake(): void {
    this.#resting.clear()
  }

  async #next(): Promise<QueuedCommand[]> {
    const { db, env, defences, bootId } = this.#desk
    const unfinished = await db.commands.where('state').anyOf('waiting', 'refused').sortBy('seq')
    const now = env.clock.monotonic()
    const resting = (command: QueuedCommand) => (this.#resting.get(command.id) ?? 0) > now
    const { ready } = choose(unfinished, resting)
    const may = ready.filter(
      (command) => defences.F12_mayTake(command, bootId) && defences.F17_maySend(effectOf(command.verb) !== undefined),
    )
    return batchOf(may, this.#limit)
  }

  async #send(device: KeyedDevice, batch: QueuedCommand[]): Promise<void> {
    const { http, clock } = this.#desk
    const body = await this.#body(device, batch)
    try {
      const reply = await http.send<CommandsAnswer>('POST', '/sync/commands', { body, compress: true })
      await this.#take(device, batch, reply.data)
      clock.learn(reply.data.now, reply.tookMs)
      this.#limit = Math.min(MAX_COMMANDS, this.#limit * 2)
    } catch (fault) {
      await this.#failed(batch, fault)
    }
  }

  async #body(device: KeyedDevice, batch: QueuedCommand[]): Promise<Record<string, unknown>> {
    const { db, clock, env, defences, newId } = this.#desk
    const queued = await db.commands.where('state').equals('waiting').count()
    const oldest = await db.commands.where('[state+seq]').between(['waiting', 0], ['waiting', Infinity]).first()
    return {
      device: device.id,
      epoch: device.epoch ?? '',
      app_version: env.appVersion,
      report: {
        queued,
        oldest_unsent_at: oldest ? clock.iso(oldest.saved_at) : null,
        persisted: (await db.fact('persisted')) ?? false,
        quota_free: await freeBytes(env),
        missing: (await db.fact('missing')) ?? 0,
      },
      commands: batch.map((command) => ({
        id: defences.F1_idToSend(command, newId),
        seq: command.seq,
        verb: command.verb,
        payload: command.payload,
        seen_version: command.seen_version,
        photos: command.photos,
        device_time: command.device_time,
        monotonic_ms: command.monotonic_ms,
        boot_id: command.boot_id,
      })),
    }
  }

  /** F4: only a receipt signed with this device's key, for this epoch, makes the body worth reading. */
  #believed(device: KeyedDevice, answer: CommandsAnswer): boolean {
    const receipt = answer?.receipt
    if (!receipt || !Array.isArray(receipt.ids) || !Array.isArray(answer.answers)) return this.#desk.defences.F4_believe(false)
    const valid =
      receipt.device === device.id &&
      receipt.epoch === answer.epoch &&
      macIsValid(device.key, receiptText(receipt), receipt.mac)
    return this.#desk.defences.F4_believe(valid)
  }

  async #take(device: KeyedDevice, batch: QueuedCommand[], answer: CommandsAnswer): Promise<void> {
    const { db } = this.#desk
    if (!this.#believed(device, answer)) {
      // Perhaps the key changed on the server: fetched anew before the next try.
      this.#keyDoubted = true
      throw new Unreachable('foreign_answer', 'receipt')
    }
    this.#keyDoubted = false
    const received = new Set(answer.receipt?.ids ?? [])
    const byId = new Map((answer.answers ?? []).map((one) => [one.id, one]))
    const serverNow = Date.parse(answer.now)
    await db.transaction('rw', db.tables, async () => {
      const troubled: string[] = []
      for (const command of batch) {
        const change = this.#verdict(command, byId.get(command.id), received.has(command.id), serverNow)
        await db.commands.update(command.id, change)
        if (change.state === 'held' || change.state === 'refused') troubled.push(...command.touches)
      }
      await rebuildAll(db, troubled)
      await db.setFact('last_contact', serverNow)
    })
    if (answer.epoch && answer.known) await noticeEpoch(this.#desk, answer.epoch, answer.known)
  }

  #verdict(command: QueuedCommand, answer: Answer | undefined, inReceipt: boolean, serverNow: number): Partial<QueuedCommand> {
    const attempts = command.attempts + 1
    const reason = answer?.reason ?? null
    if (answer && this.#desk.defences.F3_countsAsReceived(answer.status, inReceipt)) {
      this.#resting.delete(command.id)
      const held = answer.status === 'held'
      return {
        state: held ? 'held' : 'acked', acked_at: serverNow, attempts,
        reason: held ? reason : null, flags: answer.flags ?? [],
      }
    }
    if (answer?.status === 'rejected_forged' || answer?.status === 'conflict')
      return { state: 'refused', attempts, reason: reason ?? { code: answer.status, message: '' } }
    this.#rest(command.id, attempts)
    return { attempts, reason }
  }

  #rest(id: string, attempts: number): void {
    const pause = Math.min(LONGEST_REST_MS, REST_MS * 2 ** Math.min(attempts, 12))
    this.#resting.set(id, this.#desk.env.clock.monotonic() + pause)
  }

  /** F7: what the server refuses whole is halved until the bad command stands alone; that one is set aside. */
  async #failed(batch: QueuedCommand[], fault: unknown): Promise<void> {
    const { db, defences } = this.#desk
    if (isDenial(fault)) throw await this.#denied(fault)
    const refused = fault instanceof Problem && fault.status < 500 && fault.status !== 429
    const broken = (fault instanceof Problem && fault.status >= 500) || (fault instanceof Unreachable && fault.kind === 'server_error')
    if (!batch.length || !(refused || broken) || !defences.F7_splitRefused) throw fault
    const only = batch[0] as QueuedCommand
    if (batch.length > 1) {
      this.#limit = Math.ceil(batch.length / 2)
      if (refused) return
      throw fault
    }
    if (broken) {
      this.#rest(only.id, only.attempts + 1)
      await db.commands.update(only.id, { attempts: only.attempts + 1 })
      throw fault
    }
    const { code, message, body } = fault as Problem
    const reason = { code, message, field: body.errors?.[0]?.field }
    await db.transaction('rw', db.tables, async () => {
      await db.commands.update(only.id, { state: 'refused', attempts: only.attempts + 1, reason })
      await rebuildAll(db, only.touches)
    })
  }

  /** A device that the server does not know (restored, or cleaned up) is registered again at the next try. */
  async #denied(problem: Problem): Promise<Problem> {
    if (problem.code === 'device_unknown') this.#keyDoubted = true
    await this.#desk.defences.F18_onDenial(this.#desk.db)
    return problem
  }
}
