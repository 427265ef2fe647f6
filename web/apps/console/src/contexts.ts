/** What the shell provides to the generic screens and to the modules' pages. */
import type { ConsoleContext, EntityContext, EntityRecord, EntitySource, Params } from '@outrider/entity'
import { currentLocale } from '@outrider/ui'
import type { ListParams, Meta } from '@outrider/data'
import { backend, meta, state } from './backend'
import { explain } from './explain'
import { recordUrl } from './recordUrl'

const NAMED = new Set(['q', 'page', 'size', 'sort', 'bin'])

/** The flat address parameters in the shape that the data layer takes. */
export function listParams(params: Params): ListParams {
  const filters = Object.fromEntries(Object.entries(params).filter(([name]) => !NAMED.has(name)))
  const asked: ListParams = { filters }
  if (params.q) asked.q = params.q
  if (params.page) asked.page = Number(params.page)
  if (params.size) asked.size = Number(params.size)
  if (params.sort) asked.sort = params.sort
  if (params.bin) asked.bin = params.bin === 'true'
  return asked
}

const EMPTY: Meta = { version: '', company: {}, person: {}, modules: {}, step_kinds: [], entities: {}, imports: [] }

function makeSource(): EntitySource {
  const { remote } = backend()
  return {
    list: (path, params) => remote.list<EntityRecord>(path, listParams(params)),
    get: (path, id) => remote.get<EntityRecord>(path, id),
    create: (path, data) => remote.create<EntityRecord>(path, data),
    patch: (path, id, version, changes) => remote.patch<EntityRecord>(path, id, version, changes),
    remove: (path, id, version) => remote.remove(path, id, version),
    restore: async (path, id) => void (await remote.restore(path, id)),
    bulk: (path, action, ids, data) => remote.bulk(path, action, ids, data),
    act: (path, id, verb, params) => remote.do<EntityRecord>(path, id, verb, params),
    timeline: (path, id, before) => remote.timeline(path, id, before),
    panel: (path, id, key) => remote.panel(path, id, key),
    history: (path, id) => remote.history(path, id),
    reveal: (path, id, field) => remote.reveal(path, id, field),
    download: (path, format, params) => remote.export(path, format, listParams(params)),
    search: (text) => remote.search(text),
    upload: async (file) => (await remote.upload(file)).digest,
    picture: (digest, of, size) => remote.picture(digest, of, size),
  }
}

export function makeEntityContext(): EntityContext {
  return {
    source: makeSource(),
    meta: () => meta.value ?? EMPTY,
    locale: currentLocale,
    today: () => backend().clock.today(),
    recordUrl,
    explain,
  }
}

export function makeConsoleContext(): ConsoleContext {
  return {
    remote: backend().remote,
    now: () => backend().clock.now(),
    today: () => backend().clock.today(),
    meta: () => meta.value ?? EMPTY,
    explain,
    person: () => state.person,
  }
}
