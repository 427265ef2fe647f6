/** The typed calls of `Remote` over one Http. No state but the meta cache and the pictures. */
import type { Environment } from '../environment.ts'
import { Problem } from '../errors.ts'
import type { Http } from '../http.ts'
import type { Pictures } from '../photos/pictures.ts'
import type * as T from './types.ts'
import { uploadFile } from './upload.ts'

const NOTICES_MS = 10_000
const JOB_MS = 1_000
const EXPORT_TIMEOUT_MS = 300_000

export function listQuery(params: T.ListParams = {}): T.Query {
  const { filters, ...rest } = params
  return { ...rest, ...filters }
}

export function restOf(http: Http): T.Rest {
  return {
    get: (path, query) => http.json('GET', path, { query }),
    post: (path, body = {}, query) => http.json('POST', path, { body, query }),
    patch: (path, body) => http.json('PATCH', path, { body }),
    delete: (path, query) => http.json('DELETE', path, { query }),
  }
}

/** GET /api/meta with its ETag: an unchanged one costs no body. Kept per language: its labels are translated. */
class MetaCache {
  readonly #http: Http
  readonly #known = new Map<string, { etag: string | null; meta: T.Meta }>()

  constructor(http: Http) {
    this.#http = http
  }

  async get(fresh: boolean): Promise<T.Meta> {
    const language = this.#http.env.language()
    const known = fresh ? undefined : this.#known.get(language)
    const headers: Record<string, string> = known?.etag ? { 'If-None-Match': known.etag } : {}
    const reply = await this.#http.send<T.Meta | null>('GET', '/meta', { headers })
    if (reply.data === null && known) return known.meta
    const meta = reply.data as T.Meta
    this.#known.set(language, { etag: reply.headers.get('etag'), meta })
    return meta
  }
}

type Records = Pick<T.Remote,
  'list' | 'get' | 'create' | 'patch' | 'remove' | 'restore' | 'bulk' | 'do' | 'timeline' | 'panel' | 'history' | 'reveal' | 'export' | 'search'>

function recordsOf(rest: T.Rest, http: Http): Records {
  return {
    list: (path, params) => rest.get(`/${path}`, listQuery(params)),
    get: (path, id, include) => rest.get(`/${path}/${id}`, { include }),
    create: (path, body) => rest.post(`/${path}`, body),
    patch: (path, id, version, changes) => rest.patch(`/${path}/${id}`, { version, ...changes }),
    remove: (path, id, version) => rest.delete(`/${path}/${id}`, { version }),
    restore: (path, id) => rest.post(`/${path}/${id}/restore`),
    bulk: (path, action, ids, data = {}) => rest.post(`/${path}/bulk`, { action, ids, data }),
    do: (path, id, verb, params = {}) => rest.post(`/${path}/${id}/do/${verb}`, params),
    timeline: (path, id, before) => rest.get(`/${path}/${id}/timeline`, { before }),
    panel: (path, id, key) => rest.get(`/${path}/${id}/panels/${key}`),
    history: async (path, id) => asRows<T.HistoryRow>(await rest.get(`/${path}/${id}/history`)),
    reveal: async (path, id, field) => (await rest.post<{ value: string }>(`/${path}/${id}/reveal`, { field })).value,
    export: (path, format, params, signal) => exported(http, path, format, params, signal),
    search: async (q) => (await rest.get<{ items: T.SearchHit[] }>('/search', { q })).items,
  }
}

/** A bare array, or one under `items`. */
const asRows = <R>(answer: unknown): R[] =>
  Array.isArray(answer) ? (answer as R[]) : ((answer as { items?: R[] } | null)?.items ?? [])

async function exported(
  http: Http, path: string, format: 'csv' | 'xlsx', params?: T.ListParams, signal?: AbortSignal,
): Promise<{ blob: Blob; name: string }> {
  const query = { ...listQuery(params), page: undefined, size: undefined, format }
  const reply = await http.send<Blob>('GET', `/${path}/export`, { query, want: 'blob', signal, timeoutMs: EXPORT_TIMEOUT_MS })
  return { blob: reply.data, name: fileName(reply.headers.get('content-disposition')) ?? `${path}.${format}` }
}

function fileName(disposition: string | null): string | null {
  const wide = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  if (wide) return decodeURIComponent(wide)
  return /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1] ?? null
}

type Managing = Pick<T.Remote, 'day' | 'act' | 'personDay' | 'photos' | 'judge' | 'map' | 'board' | 'setPlan'>

function managingOf(rest: T.Rest): Managing {
  return {
    day: (on) => rest.get('/console/day', { on }),
    act: (kind, recordId, action, reason) => rest.post(`/console/queue/${kind}/${recordId}`, reason ? { action, reason } : { action }),
    personDay: (id, on) => rest.get(`/console/people/${id}/day`, { on }),
    photos: (query) => rest.get('/console/photos', query),
    judge: (photoId, verdict, reason) => rest.post(`/console/photos/${photoId}/verdict`, reason ? { verdict, reason } : { verdict }),
    map: (bounds) => rest.get('/console/map', { bounds }),
    board: (on) => rest.get('/plans/board', { on }),
    setPlan: (rep, on, customerIds, purpose) =>
      rest.post('/plans/set', { rep, on, customer_ids: customerIds, ...(purpose ? { purpose } : {}) }),
  }
}

/** Calls again after `everyMs` with jitter; the next call is armed whatever the last one did. */
function poll(env: Environment, everyMs: number, ask: () => Promise<boolean>): () => void {
  let stopped = false
  let timer: unknown = null
  const round = async () => {
    let goOn = true
    try {
      if (env.isVisible()) goOn = await ask()
    } catch (fault) {
      // Signed out: asking again every few seconds helps nobody. Everything else passes.
      if (fault instanceof Problem && fault.status === 401) goOn = false
    }
    const jitter = 0.85 + ((env.randomBytes(1)[0] ?? 128) / 255) * 0.3
    if (!stopped && goOn) timer = env.clock.setTimeout(() => void round(), everyMs * jitter)
  }
  void round()
  return () => {
    stopped = true
    env.clock.clearTimeout(timer)
  }
}

export function remoteOf(env: Environment, http: Http, pictures: Pictures): T.Remote {
  const rest = restOf(http)
  const meta = new MetaCache(http)
  const notices = (after?: string | null): Promise<{ items: T.NoticeItem[]; unread: number }> => rest.get('/notices', { after })
  const job = (id: string): Promise<T.Job> => rest.get(`/jobs/${id}`)
  return {
    rest,
    meta: (options) => meta.get(options?.fresh === true),
    ...recordsOf(rest, http),
    ...managingOf(rest),
    notices,
    readNotices: async (ids) => void (await rest.post('/notices/read', { ids })),
    watchNotices: (run) => poll(env, NOTICES_MS, async () => (run(await notices()), true)),
    picture: (digest, of, size) => pictures.remote(digest, of, size),
    upload: (file, progress) => uploadFile(http, file, progress),
    lookAt: (path, file) => {
      const form = new FormData()
      form.append('file', file, file.name)
      return http.json('POST', `/imports/${path}/look`, { form, timeoutMs: EXPORT_TIMEOUT_MS })
    },
    job,
    cancelJob: async (id) => void (await rest.post(`/jobs/${id}/cancel`)),
    watchJob: (id, run) =>
      poll(env, JOB_MS, async () => {
        const state = await job(id)
        run(state)
        return state.state === 'queued' || state.state === 'running'
      }),
  }
}
