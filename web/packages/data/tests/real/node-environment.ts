/**
 * The data layer's environment under Node against a real server: cookies kept as a browser would, IndexedDB in
 * memory, everything else injectable. Used by the end-to-end run and meant for the fault simulation too.
 */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { gzipSync } from 'node:zlib'
import type { Environment } from '../../src/environment.ts'

export class CookieJar {
  readonly cookies = new Map<string, string>()

  take(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const cut = pair.indexOf('=')
      const value = pair.slice(cut + 1)
      if (/max-age=0/i.test(line) || value === '""' || value === '') this.cookies.delete(pair.slice(0, cut))
      else this.cookies.set(pair.slice(0, cut), value)
    }
  }

  header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }
}

export function nodeEnvironment(base: string, change: Partial<Environment> = {}, jar = new CookieJar()): Environment {
  const marker = new Map<string, string>()
  return {
    indexedDB: new IDBFactory(),
    IDBKeyRange,
    clock: {
      now: () => Date.now(),
      monotonic: () => performance.now(),
      setTimeout: (run, ms) => setTimeout(run, ms),
      clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
    },
    fetch: async (url, init) => {
      const headers = { ...(init.headers as Record<string, string>), Cookie: jar.header() }
      const response = await fetch(url, { ...init, headers })
      jar.take(response)
      return response
    },
    locks: null,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    storage: null,
    channel: () => null,
    marker: { read: (name) => marker.get(name) ?? null, write: (name, value) => void marker.set(name, value) },
    cookie: (name) => jar.cookies.get(name) ?? null,
    on: () => () => {},
    onMessage: () => () => {},
    isOnline: () => true,
    isVisible: () => true,
    geolocation: null,
    gzip: async (bytes) => new Uint8Array(gzipSync(bytes)),
    objectUrl: (bytes) => `memory:${bytes.length}`,
    revokeUrl: () => {},
    language: () => 'zh-Hans',
    appVersion: '0.1.0',
    base,
    ...change,
  }
}
