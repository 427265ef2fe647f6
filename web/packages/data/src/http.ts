/**
 * The one place that asks the network. It adds the headers of the contract and decides whether an answer is ours:
 * captive portals and proxies answer 200 with a page, redirect, or cut bodies short (F4). Whatever is not ours is
 * `Unreachable`, which costs nothing; a refusal by our server is a `Problem`.
 */
import { Problem, Unreachable } from './errors.ts'
import type { ProblemBody } from './errors.ts'
import type { Environment } from './environment.ts'
import type { Query } from './remote/types.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

export interface Ask {
  query?: Query
  body?: unknown
  /** Raw bytes instead of JSON. */
  bytes?: Uint8Array
  form?: FormData
  headers?: Record<string, string>
  /** Gzip the JSON body where the browser can. */
  compress?: boolean
  timeoutMs?: number
  signal?: AbortSignal
  want?: 'json' | 'blob'
}

export interface Reply<T> {
  status: number
  data: T
  headers: Headers
  tookMs: number
}

export const TIMEOUT_MS = 30_000
const COMPRESS_FROM = 1024

export function queryText(query: Query | undefined): string {
  const pairs: string[] = []
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === null || value === undefined || value === '') continue
    const text = Array.isArray(value) ? value.join(',') : String(value)
    if (Array.isArray(value) && !value.length) continue
    pairs.push(`${encodeURIComponent(key)}=${encodeURIComponent(text)}`)
  }
  return pairs.length ? `?${pairs.join('&')}` : ''
}

export class Http {
  readonly env: Environment
  readonly app: 'rep' | 'console'
  csrf: string | null = null
  /** The demo's 断网: every request fails as without a network. */
  blocked: () => boolean = () => false
  /** Called after every try: whether our server answered. */
  onContact: (reached: boolean) => void = () => {}
  /** Fetches a fresh csrf token; set by the session. */
  renewCsrf: (() => Promise<void>) | null = null

  constructor(env: Environment, app: 'rep' | 'console') {
    this.env = env
    this.app = app
  }

  async json<T>(method: Method, path: string, ask: Ask = {}): Promise<T> {
    return (await this.send<T>(method, path, ask)).data
  }

  async send<T>(method: Method, path: string, ask: Ask = {}): Promise<Reply<T>> {
    try {
      return await this.#once<T>(method, path, ask)
    } catch (fault) {
      const stale = fault instanceof Problem && fault.code === 'csrf' && this.renewCsrf !== null
      if (!stale || method === 'GET') throw fault
      await this.renewCsrf?.()
      return this.#once<T>(method, path, ask)
    }
  }

  async #once<T>(method: Method, path: string, ask: Ask): Promise<Reply<T>> {
    const started = this.env.clock.monotonic()
    try {
      const { response, body } = await this.#exchange(method, path, ask)
      const data = (ask.want === 'blob' && response.ok ? body : this.#judge(response, body as string)) as T
      this.onContact(true)
      return { status: response.status, data, headers: response.headers, tookMs: this.env.clock.monotonic() - started }
    } catch (fault) {
      if (fault instanceof Unreachable) this.onContact(false)
      else if (fault instanceof Problem) this.onContact(true)
      throw fault
    }
  }

  /** One request with its body read, all within the time limit: a body can stall as well as a head. */
  async #exchange(method: Method, path: string, ask: Ask): Promise<{ response: Response; body: unknown }> {
    if (this.blocked()) throw new Unreachable('offline', 'demo')
    const init = await this.#init(method, ask)
    const limit = new AbortController()
    let timer: unknown
    // A race, not only an abort: a transport that ignores the signal must not hold a round for ever (F21).
    const late = new Promise<never>((_, reject) => {
      timer = this.env.clock.setTimeout(() => {
        reject(new Unreachable('timeout'))
        limit.abort()
      }, ask.timeoutMs ?? TIMEOUT_MS)
    })
    const stop = () => limit.abort()
    ask.signal?.addEventListener('abort', stop, { once: true })
    try {
      const url = `${this.env.base}/api${path}${queryText(ask.query)}`
      return await Promise.race([this.#read(url, { ...init, signal: limit.signal }, ask), late])
    } catch (fault) {
      throw fault instanceof Unreachable ? fault : new Unreachable('offline', String(fault))
    } finally {
      this.env.clock.clearTimeout(timer)
      ask.signal?.removeEventListener('abort', stop)
    }
  }

  async #read(url: string, init: RequestInit, ask: Ask): Promise<{ response: Response; body: unknown }> {
    const response = await this.env.fetch(url, init)
    const moved = response.status >= 300 && response.status < 400 && response.status !== 304
    if (response.redirected || response.type === 'opaqueredirect' || moved)
      throw new Unreachable('foreign_answer', 'redirect')
    const body = ask.want === 'blob' && response.ok ? await response.blob() : await response.text()
    return { response, body }
  }

  async #init(method: Method, ask: Ask): Promise<RequestInit> {
    const headers: Record<string, string> = {
      Accept: 'application/json',
      'Accept-Language': this.env.language(),
      'X-Outrider-App': this.app,
      ...ask.headers,
    }
    if (method !== 'GET') {
      const token = this.env.cookie(`outrider_${this.app}_csrf`) ?? this.csrf
      if (token) headers['X-CSRF-Token'] = token
    }
    const init: RequestInit = { method, headers, credentials: 'same-origin', redirect: 'manual', cache: ask.want === 'blob' ? 'default' : 'no-store' }
    if (ask.bytes) {
      headers['Content-Type'] = 'application/octet-stream'
      init.body = ask.bytes as BodyInit
    } else if (ask.form) {
      init.body = ask.form
    } else if (ask.body !== undefined) {
      headers['Content-Type'] = 'application/json'
      init.body = await this.#jsonBody(ask, headers)
    }
    return init
  }

  async #jsonBody(ask: Ask, headers: Record<string, string>): Promise<BodyInit> {
    const text = JSON.stringify(ask.body)
    if (!ask.compress || !this.env.gzip || text.length < COMPRESS_FROM) return text
    const packed = await this.env.gzip(new TextEncoder().encode(text))
    headers['Content-Encoding'] = 'gzip'
    return packed as BodyInit
  }

  #judge(response: Response, body: string): unknown {
    const type = response.headers.get('content-type') ?? ''
    const retryAfter = Number(response.headers.get('retry-after')) || null
    if (response.status === 204 || response.status === 304) return null
    if (response.ok) {
      if (!/^application\/json\b/.test(type)) throw new Unreachable('foreign_answer', type)
      return parsed(body)
    }
    if (/^application\/problem\+json\b/.test(type)) {
      const problem = parsed(body) as ProblemBody
      if (typeof problem?.code !== 'string') throw new Unreachable('foreign_answer', 'problem without code')
      throw new Problem({ ...problem, status: response.status }, retryAfter)
    }
    if (/^application\/json\b/.test(type) && response.status === 409) return parsed(body)
    if (response.status >= 500) throw new Unreachable('server_error', String(response.status), retryAfter)
    throw new Unreachable('foreign_answer', `${response.status} ${type}`)
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new Unreachable('foreign_answer', 'body cut short')
  }
}
