/**
 * A small server in memory that keeps the sync contract (receipts, known, epoch, cursor pages, uploads), so that the
 * shipped data layer can be tried against faults without a database. The real server is tried by the fault simulation.
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { gunzipSync } from 'node:zlib'
import type { Answer, AnswerStatus } from '../src/sync/protocol.ts'
import type { Backend } from './phone.ts'
import type { Profile } from './profile.ts'

type Row = Record<string, unknown> & { id: string; version: number }
interface Device { id: string; person: string; key: Uint8Array; contiguous: number; above: number[]; revoked: boolean }
interface Stored { body: string; answer: Answer; device: string; position: number; verb: string }
interface Entry { position: number; entity: string; id: string; kind: 'row' | 'deleted' | 'revoked' }
interface Upload { id: string; person: string; digest: string; size: number; bytes: Uint8Array; complete: boolean; device: string }

interface State {
  position: number
  devices: Record<string, Device>
  commands: Record<string, Stored>
  rows: Record<string, Record<string, Row>>
  journal: Entry[]
  files: Record<string, number>
  uploads: Record<string, Upload>
  effects: Record<string, number>
  conflicts: number
}

const empty = (): State => ({
  position: 0, devices: {}, commands: {}, rows: {}, journal: [], files: {}, uploads: {}, effects: {}, conflicts: 0,
})

const mac = (key: Uint8Array, text: string): string => Buffer.from(hmac(sha256, key, utf8ToBytes(text))).toString('base64')

class No extends Error {
  readonly status: number
  readonly code: string
  readonly extra: Record<string, unknown>
  constructor(status: number, code: string, extra: Record<string, unknown> = {}) {
    super(code)
    this.status = status
    this.code = code
    this.extra = extra
  }
}

export class MemoryServer implements Backend {
  state = empty()
  epoch = 'epoch-1'
  now = Date.parse('2026-11-23T00:50:00Z')
  shift = 0
  pageSize = 500
  people: Record<string, { id: string; name: string; roles: string[] }> = {
    wang: { id: 'wang', name: '王磊', roles: ['rep'] },
    zhao: { id: 'zhao', name: '赵鹏', roles: ['rep'] },
  }
  /** Verdicts by command id or verb; the test's own rule. */
  rule: (command: { id: string; verb: string; payload: Record<string, unknown> }) => AnswerStatus | 'explode' | null = () => null
  requests: string[] = []
  batches: string[][] = []
  reports: Record<string, unknown>[] = []
  maxBatchSeen = 0
  #snapshots = 0

  // ---- records

  put(entity: string, row: Record<string, unknown> & { id: string }): void {
    const known = this.state.rows[entity]?.[row.id]
    const next = { ...known, ...row, version: (known?.version ?? 0) + 1 }
    ;(this.state.rows[entity] ??= {})[row.id] = next
    this.#log(entity, row.id, 'row')
  }

  take(entity: string, id: string, kind: 'deleted' | 'revoked'): void {
    delete this.state.rows[entity]?.[id]
    this.#log(entity, id, kind)
  }

  row(entity: string, id: string): Row | undefined {
    return this.state.rows[entity]?.[id]
  }

  #log(entity: string, id: string, kind: Entry['kind']): void {
    this.state.journal.push({ position: ++this.state.position, entity, id, kind })
  }

  backup(): State {
    return structuredClone(this.state)
  }

  restore(state: State): void {
    this.state = structuredClone(state)
    this.epoch = `epoch-${++this.#snapshots + 1}`
  }

  // ---- http

  /** One request of a browser; who it is follows from its session. */
  async carry(profile: Profile, url: string, init: RequestInit): Promise<Response> {
    if (url.endsWith('/auth/sign-in') || url.endsWith('/demo/enter')) {
      const asked = JSON.parse(String(init.body)) as { mobile?: string; person_id?: string }
      profile.signedInAs = asked.mobile ?? asked.person_id ?? null
    } else if (url.endsWith('/auth/sign-out')) profile.signedInAs = null
    else return this.handle(profile.signedInAs, url, init)
    return this.handle(profile.signedInAs, '/api/auth/session', { method: 'GET' })
  }

  async handle(person: string | null, url: string, init: RequestInit): Promise<Response> {
    const { pathname, searchParams } = new URL(url, 'http://server')
    const method = init.method ?? 'GET'
    this.requests.push(`${method} ${pathname}`)
    try {
      return this.#json(200, await this.#route(person, method, pathname.slice(4), searchParams, init))
    } catch (fault) {
      if (!(fault instanceof No)) throw fault
      const body = { type: 'about:blank', status: fault.status, code: fault.code, title: fault.code, ...fault.extra }
      return this.#json(fault.status, body, 'application/problem+json')
    }
  }

  #json(status: number, body: unknown, type = 'application/json'): Response {
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': type } })
  }

  async #route(person: string | null, method: string, path: string, query: URLSearchParams, init: RequestInit): Promise<unknown> {
    if (path === '/auth/session') return this.#session(person)
    if (!person) throw new No(401, 'unauthenticated')
    if (path === '/devices/register') return this.#register(person, JSON.parse(String(init.body)))
    if (path === '/sync/commands') return this.#commands(person, JSON.parse(await textOf(init)))
    if (path === '/sync/changes') return this.#changes(person, query)
    if (path === '/uploads') return this.#openUpload(person, JSON.parse(String(init.body)))
    const upload = /^\/uploads\/(.+)$/.exec(path)
    if (upload && method === 'PATCH') return this.#piece(upload[1] as string, init)
    throw new No(404, 'not_found')
  }

  #session(person: string | null): unknown {
    return { person: person ? this.people[person] : null, csrf: 'token', company: this.company(), policy: { location: { version: '1', consented: null } } }
  }

  company(): Record<string, unknown> {
    return { name: '岚溪', demo: false, time_zone: 'Asia/Shanghai', currency: 'CNY', clock_offset_ms: this.shift, epoch: this.epoch }
  }

  #register(person: string, body: { id: string }): unknown {
    const known = this.state.devices[body.id]
    if (known && known.person !== person) throw new No(409, 'conflict')
    const device = known ?? {
      id: body.id, person, key: sha256(utf8ToBytes(`key ${body.id} ${this.epoch}`)), contiguous: 0, above: [], revoked: false,
    }
    this.state.devices[body.id] = device
    const next = Math.max(device.contiguous, ...device.above) + 1
    return { id: device.id, key: Buffer.from(device.key).toString('base64'), next_seq: next, epoch: this.epoch }
  }

  #device(person: string, id: string): Device {
    const device = this.state.devices[id]
    if (!device || device.person !== person) throw new No(403, 'device_unknown')
    if (device.revoked) throw new No(403, 'device_revoked')
    return device
  }

  #commands(person: string, body: { device: string; report: Record<string, unknown>; commands: (Record<string, unknown> & { id: string; seq: number; verb: string; payload: Record<string, unknown> })[] }): unknown {
    const device = this.#device(person, body.device)
    this.reports.push(body.report)
    if (body.commands.length > 100) throw new No(413, 'too_large')
    if (body.commands.length) this.batches.push(body.commands.map((one) => one.id))
    if (body.commands.some((one) => this.rule(one) === 'explode')) throw new No(422, 'invalid', { errors: [{ field: 'commands.0.payload', code: 'bad', message: 'bad' }] })
    const answers = body.commands.map((one) => this.#one(device, one))
    const ids = answers.filter((one) => ['applied', 'applied_flagged', 'held'].includes(one.status)).map((one) => one.id)
    const receipt = { device: device.id, epoch: this.epoch, position: this.state.position, ids }
    const text = `outrider-receipt-1\n${device.id}\n${this.epoch}\n${receipt.position}\n${ids.join('\n')}`
    return {
      answers, receipt: { ...receipt, mac: mac(device.key, text) },
      known: { contiguous: device.contiguous, above: device.above }, epoch: this.epoch, now: this.#nowText(),
    }
  }

  #nowText(): string {
    return new Date(this.now + this.shift).toISOString()
  }

  #one(device: Device, command: { id: string; seq: number; verb: string; payload: Record<string, unknown> }): Answer {
    const body = JSON.stringify(command)
    const known = this.state.commands[command.id]
    if (known && known.body !== body) {
      this.state.conflicts += 1
      return { id: command.id, status: 'conflict' }
    }
    if (known) return known.answer
    const status = this.rule(command) ?? this.#apply(device, command)
    const answer: Answer = { id: command.id, status: status as AnswerStatus }
    if (status === 'retry_later' || status === 'rejected_forged') return { ...answer, reason: { code: String(status), message: '' } }
    if (status === 'held') answer.reason = { code: 'rule', message: '需要处理' }
    else this.state.effects[command.id] = (this.state.effects[command.id] ?? 0) + 1
    this.state.commands[command.id] = { body, answer, device: device.id, position: this.state.position, verb: command.verb }
    device.above.push(command.seq)
    device.above.sort((a, b) => a - b)
    while (device.above[0] === device.contiguous + 1) device.contiguous = device.above.shift() as number
    return answer
  }

  #apply(device: Device, command: { verb: string; payload: Record<string, unknown> }): AnswerStatus {
    const p = command.payload as Record<string, string & Record<string, { to: unknown }>>
    const visit = p['visit_id'] ? this.row('visit', p['visit_id']) : undefined
    switch (command.verb) {
      case 'visit.check_in':
        this.put('visit', { id: p['visit_id'] as string, customer: p['customer_id'], rep: device.person, status: 'open', checked_in_at: p['at'], steps_done: [], server: true })
        return 'applied'
      case 'visit.complete_step':
      case 'visit.add_fixes':
        if (!visit) return 'retry_later'
        this.put('visit', { id: visit.id, steps_done: [...new Set([...(visit['steps_done'] as string[]), String(p['step_key'] ?? '')].filter(Boolean))] })
        return 'applied'
      case 'visit.check_out':
        if (!visit) return 'retry_later'
        this.put('visit', { id: visit.id, status: 'done', checked_out_at: p['at'] })
        return 'applied'
      case 'order.submit':
        this.put('order', { id: p['order_id'] as string, rep: device.person, customer: p['customer_id'], number: `SO-${this.state.position}`, lines: p['lines'], status: 'confirmed', placed_at: p['placed_at'] })
        return 'applied'
      case 'customer.update': {
        const changes = Object.fromEntries(Object.entries(p['changes'] ?? {}).map(([key, change]) => [key, (change as { to: unknown }).to]))
        if (!this.row('customer', p['customer_id'] as string)) return 'applied_flagged'
        this.put('customer', { id: p['customer_id'] as string, ...changes })
        return 'applied'
      }
      case 'activity.log':
        this.put('activity', { id: p['activity_id'] as string, customer: p['customer_id'], text: p['text'], kind: p['kind'], happened_at: p['happened_at'] })
        return 'applied'
      default:
        return 'applied'
    }
  }

  #changes(person: string, query: URLSearchParams): unknown {
    const device = this.#device(person, query.get('device') ?? '')
    const since = query.get('since')
    const [kind, cursorEpoch, from, began] = (since ?? '').split('|')
    const known = cursorEpoch === this.epoch
    const full = kind !== 'delta' || !known
    const page = full ? (known ? this.#fullPage(Number(from), Number(began)) : this.#fullPage(0, this.state.position)) : this.#deltaPage(Number(from))
    const applied = full && page.more ? [] : Object.entries(this.state.commands)
      .filter(([, one]) => one.device === device.id && one.answer.status !== 'held').map(([id]) => id)
    const text = `outrider-changes-1\n${device.id}\n${this.epoch}\n${page.cursor}`
    return { mode: full ? 'full' : 'delta', epoch: this.epoch, ...page, applied_commands: applied, now: this.#nowText(), mac: mac(device.key, text) }
  }

  /** What changes after it `began` comes as changes behind it. */
  #fullPage(from: number, began: number): { rows: Record<string, Row[]>; cursor: string; more: boolean; ids?: Record<string, string[]> } {
    const all = Object.entries(this.state.rows).flatMap(([entity, rows]) => Object.values(rows).map((row) => ({ entity, row })))
    const part = all.slice(from, from + this.pageSize)
    const more = from + this.pageSize < all.length
    const rows: Record<string, Row[]> = {}
    for (const { entity, row } of part) (rows[entity] ??= []).push(structuredClone(row))
    if (more) return { rows, more, cursor: `full|${this.epoch}|${from + this.pageSize}|${began}` }
    const ids: Record<string, string[]> = { customer: [], visit: [], order: [], activity: [] }
    for (const { entity, row } of all) (ids[entity] ??= []).push(row.id)
    return { rows, more, ids, cursor: `delta|${this.epoch}|${began}` }
  }

  #deltaPage(from: number): { rows: Record<string, Row[]>; deleted: Record<string, string[]>; revoked: Record<string, string[]>; cursor: string; more: boolean } {
    const entries = this.state.journal.filter((one) => one.position > from)
    const part = entries.slice(0, this.pageSize)
    const rows: Record<string, Row[]> = {}
    const gone = { deleted: {} as Record<string, string[]>, revoked: {} as Record<string, string[]> }
    for (const one of part) {
      const row = this.row(one.entity, one.id)
      if (one.kind === 'row' && row) (rows[one.entity] ??= []).push(structuredClone(row))
      if (one.kind !== 'row' && !row) (gone[one.kind][one.entity] ??= []).push(one.id)
    }
    const last = part.at(-1)?.position ?? from
    return { rows, ...gone, cursor: `delta|${this.epoch}|${last}`, more: part.length < entries.length }
  }

  // ---- uploads

  #fileReceipt(upload: Upload): unknown {
    const device = this.state.devices[upload.device] as Device
    return { digest: upload.digest, mac: mac(device.key, `outrider-file-1\n${device.id}\n${upload.digest}`) }
  }

  #openUpload(person: string, body: { digest: string; size: number; device: string }): unknown {
    const id = `${person}-${body.digest}`
    const upload = (this.state.uploads[id] ??= { id, person, digest: body.digest, size: body.size, bytes: new Uint8Array(), complete: false, device: body.device })
    // The receipt is for the phone that asks, also when another one brought the bytes.
    upload.device = body.device
    return { upload: id, offset: upload.bytes.length, complete: upload.complete, ...(upload.complete ? { receipt: this.#fileReceipt(upload) } : {}) }
  }

  #piece(id: string, init: RequestInit): unknown {
    const upload = this.state.uploads[id]
    if (!upload) throw new No(404, 'not_found')
    const offset = Number((init.headers as Record<string, string>)['Upload-Offset'])
    if (offset !== upload.bytes.length) throw new No(409, 'offset', { offset: upload.bytes.length })
    const piece = new Uint8Array(init.body as Uint8Array)
    upload.bytes = Uint8Array.from([...upload.bytes, ...piece])
    if (upload.bytes.length < upload.size) return { offset: upload.bytes.length, complete: false }
    if (bytesToHex(sha256(upload.bytes)) !== upload.digest) {
      upload.bytes = new Uint8Array()
      throw new No(422, 'digest_mismatch')
    }
    if (!upload.complete) this.state.files[upload.digest] = (this.state.files[upload.digest] ?? 0) + 1
    upload.complete = true
    return { offset: upload.bytes.length, complete: true, receipt: this.#fileReceipt(upload) }
  }
}

async function textOf(init: RequestInit): Promise<string> {
  const headers = init.headers as Record<string, string>
  if (headers['Content-Encoding'] !== 'gzip') return String(init.body)
  return gunzipSync(init.body as Uint8Array).toString('utf8')
}
