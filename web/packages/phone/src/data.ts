/** The page's one data layer, opened by the app's shell before the first screen, and its composables. */
import type { Data, SessionState, SyncState, Tables } from '@outrider/data'
import { useLive, useSession, useSyncState, type Live } from '@outrider/data/vue'
import { shallowRef, type ShallowRef, type WatchSource } from 'vue'

let current: Data | null = null
/** true once the data layer is open. */
export const ready = shallowRef(false)

/** Called once by the shell. */
export function setData(data: Data): void {
  current = data
  ready.value = true
}

/** The data layer; a screen is only ever made after it is open. */
export function useData(): Data {
  if (!current) throw new Error('the data layer is not open yet')
  return current
}

/**
 * A local query that runs again when its rows or the watched sources change; undefined until the first answer, unless
 * it is `known` from a moment ago.
 */
export function useLiveQuery<T>(query: (tables: Tables) => Promise<T> | T, watched: WatchSource[] = [], known?: T): Live<T>['value'] {
  return useLive(useData(), query, watched, known).value
}

export const useSync = (): Readonly<ShallowRef<SyncState>> => useSyncState(useData())
/** Whether the company has a part of the product switched on; what is not named is on. */
export const hasModule = (company: SessionState['company'], key: string): boolean => company?.modules?.[key] !== false

export function useModules(): (key: string) => boolean {
  const session = useSessionState()
  return (key) => hasModule(session.value.company, key)
}

export const useSessionState = (): Readonly<ShallowRef<SessionState>> => useSession(useData())
