/**
 * The photos' own queue: resumable by offset, one piece at a time, never in the way of commands. A photo counts as
 * sent only with a file receipt signed for this device; until then nothing about it is forgotten.
 */
import type { Desk } from '../desk.ts'
import type { KeyedDevice } from '../device.ts'
import { registeredDevice } from '../device.ts'
import { macIsValid } from '../digest.ts'
import { Problem, Unreachable } from '../errors.ts'
import type { Http } from '../http.ts'
import type { StoredPhoto } from '../store/rows.ts'
import type { Hold } from '../sync/lock.ts'
import type { FileReceipt, UploadAnswer } from '../sync/protocol.ts'
import { fileText } from '../sync/protocol.ts'

const SMALL_PIECE = 64 * 1024
export const LARGE_PIECE = 1024 * 1024
/** A piece that took less than this may be twice as large next time. */
const QUICK_MS = 2_000
const MAX_MISMATCHES = 3

export class PhotoUploader {
  readonly #desk: Desk
  #piece = SMALL_PIECE
  /** How far the server had each unfinished photo when it last said so. */
  readonly #reached = new Map<string, number>()

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /**
   * Sends every waiting photo; one that the server refuses is set aside with its reason, the rest go on.
   * Answers how many there were. `progressed`: the server has more of one than before, even if it was cut off again.
   */
  async drain(hold: Hold, progressed: () => void): Promise<number> {
    const { db } = this.#desk
    const waiting = await db.photo_list.where('state').equals('waiting').sortBy('saved_at')
    if (!waiting.length) return 0
    const device = await registeredDevice(this.#desk)
    for (const photo of waiting) await this.#sendOne(device, photo, hold, progressed)
    return waiting.length
  }

  async #sendOne(device: KeyedDevice, photo: StoredPhoto, hold: Hold, progressed: () => void): Promise<void> {
    const { db, defences, clock } = this.#desk
    const stored = await db.photo_bytes.get(photo.digest)
    if (!stored || !defences.F9_isIntact(stored.bytes, photo.digest)) {
      await db.photo_list.update(photo.photo_id, { state: 'damaged', reason: { code: 'photo_damaged', message: '' } })
      return
    }
    try {
      const receipt = await this.#transfer(device, photo, stored.bytes, hold, progressed)
      const valid = receipt?.digest === photo.digest && macIsValid(device.key, fileText(device.id, photo.digest), receipt.mac)
      if (!defences.F4_believe(valid)) throw new Unreachable('foreign_answer', 'file receipt')
      await db.photo_list.where('digest').equals(photo.digest).and((one) => one.state === 'waiting')
        .modify({ state: 'sent', acked_at: clock.ms(), reason: null })
    } catch (fault) {
      await this.#failed(photo, fault)
    }
  }

  async #transfer(
    device: KeyedDevice, photo: StoredPhoto, bytes: Uint8Array, hold: Hold, progressed: () => void,
  ): Promise<FileReceipt | undefined> {
    const { http } = this.#desk
    let state = await http.json<UploadAnswer>('POST', '/uploads', {
      body: { digest: photo.digest, size: bytes.length, type: photo.type, device: device.id },
    })
    const upload = state.upload
    if (typeof upload !== 'string' || !Number.isInteger(state.offset)) throw new Unreachable('foreign_answer', 'upload')
    if (state.receipt) return state.receipt
    // Of a piece that was cut off on its way the server keeps what came.
    if (state.offset > (this.#reached.get(photo.digest) ?? 0)) progressed()
    this.#reached.set(photo.digest, state.offset)
    // Complete without a receipt means that the last answer was lost: an empty piece asks for it again.
    do {
      await hold.beat()
      const started = this.#desk.env.clock.monotonic()
      state = await sendPiece(http, upload, bytes, state.offset, this.#piece)
      this.#reached.set(photo.digest, state.offset)
      const quick = this.#desk.env.clock.monotonic() - started < QUICK_MS
      this.#piece = quick ? Math.min(LARGE_PIECE, this.#piece * 2) : SMALL_PIECE
    } while (!state.receipt && state.offset < bytes.length)
    this.#reached.delete(photo.digest)
    return state.receipt
  }

  async #failed(photo: StoredPhoto, fault: unknown): Promise<void> {
    const { db } = this.#desk
    if (!(fault instanceof Problem) || fault.status >= 500 || [401, 403, 429].includes(fault.status)) {
      this.#piece = SMALL_PIECE
      throw fault
    }
    const attempts = photo.attempts + 1
    // Our bytes were checked just before: a mismatch was made on the way, so it is worth trying again.
    const again = fault.code === 'digest_mismatch' && attempts < MAX_MISMATCHES
    await db.photo_list.update(photo.photo_id, {
      attempts,
      state: again ? 'waiting' : 'refused',
      reason: { code: fault.code, message: fault.message },
    })
  }
}

/** One piece from the offset; a server that is elsewhere says where (409), which is an answer, not a failure. */
export async function sendPiece(http: Http, upload: string, bytes: Uint8Array, offset: number, piece: number): Promise<UploadAnswer> {
  try {
    const answer = await http.json<UploadAnswer>('PATCH', `/uploads/${upload}`, {
      bytes: bytes.slice(offset, offset + piece),
      headers: { 'Upload-Offset': String(offset) },
      timeoutMs: 60_000,
    })
    if (!Number.isInteger(answer?.offset)) throw new Unreachable('foreign_answer', 'offset')
    return answer
  } catch (fault) {
    const offsetThere = fault instanceof Problem && fault.status === 409 ? fault.body['offset'] : undefined
    if (typeof offsetThere !== 'number' || offsetThere === offset) throw fault
    return { offset: offsetThere }
  }
}
