/** The browser as an Environment. Everything optional is feature-detected here and nowhere else. */
import type { Channel, Environment, Locks, MarkerHost, WorldEvent } from './environment.ts'

const domEvent = (event: WorldEvent): [EventTarget, string] =>
  event === 'online' || event === 'offline' ? [window, event] : [document, 'visibilitychange']

function onWorld(event: WorldEvent, run: () => void): () => void {
  const [target, name] = domEvent(event)
  const heard = () => {
    if (event === 'visible' && document.visibilityState !== 'visible') return
    if (event === 'hidden' && document.visibilityState !== 'hidden') return
    run()
  }
  target.addEventListener(name, heard)
  return () => target.removeEventListener(name, heard)
}

function browserChannel(name: string): Channel | null {
  if (typeof BroadcastChannel === 'undefined') return null
  const channel = new BroadcastChannel(name)
  return {
    post: (message) => channel.postMessage(message),
    listen: (receive) => {
      const heard = (event: MessageEvent) => receive(event.data)
      channel.addEventListener('message', heard)
      return () => channel.removeEventListener('message', heard)
    },
    close: () => channel.close(),
  }
}

function readCookie(name: string): string | null {
  for (const pair of document.cookie.split('; ')) {
    const cut = pair.indexOf('=')
    if (pair.slice(0, cut) === name) return decodeURIComponent(pair.slice(cut + 1))
  }
  return null
}

const YEAR_S = 31_536_000

/** F10: browsers evict IndexedDB and localStorage together, but often leave cookies: both places are written. */
const browserMarker: MarkerHost = {
  read: (name) => {
    const found = [readCookie(name)]
    try {
      found.push(localStorage.getItem(name))
    } catch {
      // Storage may be forbidden altogether; the cookie is then the only marker.
    }
    return found.find((value) => value) ?? null
  },
  write: (name, value) => {
    document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${YEAR_S}; SameSite=Lax`
    try {
      localStorage.setItem(name, value)
    } catch {
      // As above.
    }
  },
}

async function gzipped(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

function messagesOfOurOrigin(receive: (data: unknown) => void): () => void {
  const heard = (event: MessageEvent) => {
    if (event.origin === location.origin) receive(event.data)
  }
  addEventListener('message', heard)
  return () => removeEventListener('message', heard)
}

export function browserEnvironment(change: Partial<Environment> = {}): Environment {
  return {
    indexedDB: globalThis.indexedDB,
    IDBKeyRange: globalThis.IDBKeyRange,
    clock: {
      now: () => Date.now(),
      monotonic: () => performance.now(),
      setTimeout: (run, ms) => globalThis.setTimeout(run, ms),
      clearTimeout: (timer) => globalThis.clearTimeout(timer as ReturnType<typeof setTimeout>),
    },
    fetch: (url, init) => globalThis.fetch(url, init),
    locks: (navigator.locks as unknown as Locks | undefined) ?? null,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    storage: navigator.storage?.estimate
      ? {
          estimate: () => navigator.storage.estimate(),
          persist: async () => (await navigator.storage.persist?.()) ?? false,
          persisted: async () => (await navigator.storage.persisted?.()) ?? false,
        }
      : null,
    channel: browserChannel,
    marker: browserMarker,
    cookie: readCookie,
    on: onWorld,
    onMessage: messagesOfOurOrigin,
    isOnline: () => navigator.onLine,
    isVisible: () => document.visibilityState === 'visible',
    geolocation: navigator.geolocation ?? null,
    gzip: typeof CompressionStream === 'undefined' ? null : gzipped,
    objectUrl: (bytes, type) => URL.createObjectURL(new Blob([bytes as BlobPart], { type })),
    revokeUrl: (url) => URL.revokeObjectURL(url),
    language: () => document.documentElement.lang || 'zh-Hans',
    appVersion: String((globalThis as { OUTRIDER_VERSION?: string }).OUTRIDER_VERSION ?? '0.1.0'),
    base: '',
    ...change,
  }
}
