/**
 * Everything that the data layer takes from the world around it. The browser's own is `browserEnvironment()`
 * (environment.browser.ts); tests and the fault simulation inject theirs and run this very code under Node.
 */
import type { Defences } from './defences.ts'

export type Timer = unknown
export type Stop = () => void

export interface Clock {
  /** The device's own clock, ms since 1970; may jump. */
  now(): number
  /** Milliseconds that only grow while this context lives. */
  monotonic(): number
  setTimeout(run: () => void, ms: number): Timer
  clearTimeout(timer: Timer): void
}

export interface Channel {
  post(message: unknown): void
  listen(receive: (message: unknown) => void): Stop
  close(): void
}

/** The few methods of `navigator.locks` that we use. */
export interface Locks {
  request(
    name: string,
    options: { mode?: 'exclusive'; ifAvailable?: boolean; signal?: AbortSignal },
    run: (lock: unknown) => Promise<void>,
  ): Promise<void>
}

export interface StorageHost {
  estimate(): Promise<{ usage?: number; quota?: number }>
  persist(): Promise<boolean>
  persisted(): Promise<boolean>
}

/** Two small places outside IndexedDB (localStorage, a cookie) that tell an evicted database from a new phone. */
export interface MarkerHost {
  read(name: string): string | null
  write(name: string, value: string): void
}

export interface GeolocationHost {
  watchPosition(
    found: (position: {
      coords: {
        latitude: number
        longitude: number
        accuracy: number | null
        altitude: number | null
        heading: number | null
        speed: number | null
      }
      timestamp: number
    }) => void,
    failed: (error: { code: number; message: string }) => void,
    options: { enableHighAccuracy: boolean; maximumAge: number; timeout: number },
  ): number
  clearWatch(id: number): void
}

export type WorldEvent = 'online' | 'offline' | 'visible' | 'hidden'

export interface Environment {
  indexedDB: IDBFactory
  IDBKeyRange: typeof IDBKeyRange
  clock: Clock
  /** Absolute or relative addresses, cookies kept by the host. */
  fetch(url: string, init: RequestInit): Promise<Response>
  /** null where Web Locks do not exist (plain http on a phone): a lease in IndexedDB takes their place. */
  locks: Locks | null
  randomBytes(length: number): Uint8Array
  /** null where the storage manager does not exist. */
  storage: StorageHost | null
  channel(name: string): Channel | null
  marker: MarkerHost
  cookie(name: string): string | null
  on(event: WorldEvent, run: () => void): Stop
  /** Messages of the demo page around us; only those of our own origin are passed on. */
  onMessage(receive: (data: unknown) => void): Stop
  isOnline(): boolean
  isVisible(): boolean
  geolocation: GeolocationHost | null
  gzip: ((bytes: Uint8Array) => Promise<Uint8Array>) | null
  objectUrl(bytes: Uint8Array, type: string): string
  revokeUrl(url: string): void
  /** zh-Hans | zh-Hant | en, read at every request. */
  language(): string
  appVersion: string
  /** Prefix of every address, '' in the browser. */
  base: string
  /** Only the fault tests pass this: each entry replaces exactly one defence. */
  defences?: Partial<Defences>
}
