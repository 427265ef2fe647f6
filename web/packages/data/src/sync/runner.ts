/**
 * When to send: at once after an act, when the network or the page comes back, and on a timer that is armed again
 * whatever happened (F21). A round is push, pull; the photos run beside it and never hold it up.
 */
import type { Desk } from '../desk.ts'
import { Problem, Unreachable } from '../errors.ts'
import type { Timer } from '../environment.ts'
import { Cell } from '../observable.ts'
import { PhotoUploader } from '../photos/upload.ts'
import { fillReserve } from '../quota.ts'
import type { Sync, SyncState } from '../types.ts'
import { RoundLock } from './lock.ts'
import { pull } from './pull.ts'
import { isDenial, Pusher } from './push.ts'
import { refreshState } from './state.ts'

const IDLE_MS = 60_000
const HIDDEN_MS = 300_000
const FIRST_RETRY_MS = 2_000
const LONGEST_RETRY_MS = 300_000
const BUSY_ELSEWHERE_MS = 5_000
/** Failures in a row, with a network, after which the screen says that something is wrong. */
const TROUBLE_AFTER = 3

export interface RunnerHooks {
  /** The server refused the person or the device (F18). */
  denied(problem: Problem): void
  reached(): void
}

/** Failures in a row of one kind of work, and how long to wait after them. */
class Streak {
  fails = 0
  #afterMs = 0

  add(fault: unknown): void {
    this.fails += 1
    const after = fault instanceof Problem || fault instanceof Unreachable ? fault.retryAfterS : null
    this.#afterMs = (after ?? 0) * 1000
  }

  end(): void {
    this.fails = 0
    this.#afterMs = 0
  }

  /** Never sooner than the server asked for. */
  pauseMs(jitter: number): number {
    const grown = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.fails - 1, 10))
    return Math.max(this.#afterMs, grown * jitter)
  }
}

export class SyncRunner implements Omit<Sync, 'dismissMissing'> {
  readonly state: Cell<SyncState>
  readonly #desk: Desk
  readonly #hooks: RunnerHooks
  readonly #pusher: Pusher
  readonly #uploader: PhotoUploader
  readonly #roundLock: RoundLock
  readonly #photoLock: RoundLock
  #stops: (() => void)[] = []
  #timer: Timer = null
  #on = false
  #round: Promise<void> | null = null
  #photos: Promise<void> | null = null
  #again = false
  #elsewhere = false
  readonly #failures = new Streak()
  /** The photos count their own: a round that succeeds beside them says nothing of them. */
  readonly #photoFailures = new Streak()

  constructor(desk: Desk, state: Cell<SyncState>, hooks: RunnerHooks) {
    this.#desk = desk
    this.state = state
    this.#hooks = hooks
    this.#pusher = new Pusher(desk)
    this.#uploader = new PhotoUploader(desk)
    const alone = desk.defences.F2_oneRunner
    this.#roundLock = new RoundLock(desk.env, desk.db, desk.bootId, 'lease', alone)
    this.#photoLock = new RoundLock(desk.env, desk.db, desk.bootId, 'lease_photos', alone)
  }

  start(): void {
    if (this.#on) return
    this.#on = true
    const { env } = this.#desk
    this.#stops = [
      env.on('online', () => this.#woken(true)),
      env.on('offline', () => this.state.patch({ online: false })),
      env.on('visible', () => this.#woken(false)),
    ]
    this.#arm(0)
  }

  async stop(): Promise<void> {
    this.#on = false
    for (const stop of this.#stops) stop()
    this.#stops = []
    this.#desk.env.clock.clearTimeout(this.#timer)
    await this.#round
    await this.#photos
  }

  /** After an act: soon, and in one go with others of the same moment. */
  kick(): void {
    void refreshState(this.#desk, this.state).catch(() => {})
    this.#again = true
    // Offline the timer goes on alone; the browser's word for "offline" is reliable, its "online" is not.
    if (this.#on && this.#desk.env.isOnline() && !this.#round) this.#arm(20)
  }

  async now(): Promise<SyncState> {
    await this.#round
    this.#pusher.wake()
    await this.#run()
    await this.#photos
    await refreshState(this.#desk, this.state).catch(() => {})
    return this.state.value
  }

  #woken(network: boolean): void {
    if (network) this.state.patch({ online: true })
    this.#failures.end()
    this.#photoFailures.end()
    if (network) this.#pusher.wake()
    if (!this.#round) this.#arm(0)
  }

  #arm(ms: number): void {
    if (!this.#on) return
    const { env, clock } = this.#desk
    env.clock.clearTimeout(this.#timer)
    this.#timer = env.clock.setTimeout(() => void this.#run(), ms)
    this.state.patch({ nextTryAt: clock.ms() + ms })
  }

  /** Never rejects; the next try is armed whatever happened. */
  #run(): Promise<void> {
    this.#round ??= this.#tried().finally(() => {
      this.#round = null
      if (this.#desk.defences.F21_rearm || this.#failures.fails === 0) this.#arm(this.#pause())
    })
    return this.#round
  }

  async #tried(): Promise<void> {
    this.#again = false
    this.state.patch({ running: true })
    try {
      const ran = await this.#roundLock.tryRun(async (hold) => {
        await this.#pusher.drain(hold)
        this.#startPhotos()
        // A new epoch: the report of the next push brings what the server still knows, then everything is pulled.
        if ((await pull(this.#desk, hold)) === 'epoch') this.#again = true
      })
      this.#elsewhere = !ran
      if (ran) this.#succeeded()
      await fillReserve(this.#desk.db, this.#desk.env)
    } catch (fault) {
      this.#failed(fault, this.#failures)
    } finally {
      this.state.patch({ running: false })
      await refreshState(this.#desk, this.state).catch(() => {})
    }
  }

  #succeeded(): void {
    this.#failures.end()
    this.state.patch({ online: true, trouble: null })
    this.#hooks.reached()
  }

  #failed(fault: unknown, streak: Streak): void {
    streak.add(fault)
    if (isDenial(fault)) this.#hooks.denied(fault)
    const offline = fault instanceof Unreachable && fault.kind !== 'server_error'
    if (offline) this.state.patch({ online: false })
    if (streak.fails < TROUBLE_AFTER && !(fault instanceof Problem)) return
    const code = fault instanceof Problem ? fault.code : fault instanceof Unreachable ? fault.kind : 'internal'
    this.state.patch({ trouble: { code, message: fault instanceof Error ? fault.message : String(fault) } })
  }

  /** The photos' own loop, beside the round. */
  #startPhotos(): void {
    let sent = 0
    this.#photos ??= this.#photoLock
      .tryRun(async (hold) => {
        // A link that is cut every moment brings a photo home bit by bit: each bit is a success of its own.
        sent = await this.#uploader.drain(hold, () => this.#photoFailures.end())
      })
      .then(
        () => {
          this.#photoFailures.end()
          // Their visit changed on the server: it is fetched now, not at the next idle round.
          if (sent) this.kick()
        },
        (fault: unknown) => {
          this.#failed(fault, this.#photoFailures)
          // The round that began them may have ended long ago, and would not come back before its idle pause.
          if (!this.#round) this.#arm(this.#pause())
        },
      )
      .finally(() => {
        this.#photos = null
        void refreshState(this.#desk, this.state).catch(() => {})
      })
  }

  #pause(): number {
    const { env } = this.#desk
    if (this.#again && this.#failures.fails === 0) return 20
    const jitter = 0.5 + (env.randomBytes(1)[0] ?? 128) / 510
    if (this.#failures.fails > 0) return this.#failures.pauseMs(jitter)
    const idle = (env.isVisible() ? IDLE_MS : HIDDEN_MS) * jitter
    const resting = Math.max(1_000, this.#pusher.restMs() ?? idle)
    const photos = this.#photoFailures.fails > 0 ? this.#photoFailures.pauseMs(jitter) : idle
    return Math.min(idle, resting, photos, this.#elsewhere ? BUSY_ELSEWHERE_MS : idle)
  }
}
