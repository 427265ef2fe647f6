/** Vue composables over the data layer; the core itself knows no Vue. */
import { onScopeDispose, shallowRef, watch } from 'vue'
import type { ShallowRef, WatchSource } from 'vue'
import type { Data, Observable, SessionState, SyncState, Tables } from './types.ts'

/** The observable's value as a ref, unsubscribed with the component. */
export function useObservable<T>(source: Observable<T>): Readonly<ShallowRef<T>> {
  const value = shallowRef(source.value) as ShallowRef<T>
  onScopeDispose(source.subscribe((next) => (value.value = next)))
  return value
}

export interface Live<T> {
  /** undefined until the first answer: show a skeleton. */
  value: Readonly<ShallowRef<T | undefined>>
  error: Readonly<ShallowRef<unknown>>
}

/** An answer that was read just now is looked at again only after it is on the screen. */
const AFTER_FIRST_PAINT_MS = 100

/** Runs the query again when its rows (or the watched sources) change; `known` is an answer read a moment ago. */
export function useLive<T>(
  data: Data,
  query: (tables: Tables) => Promise<T> | T,
  watched: WatchSource[] = [],
  known?: T,
): Live<T> {
  const value = shallowRef<T | undefined>(known) as ShallowRef<T | undefined>
  const error = shallowRef<unknown>(null)
  let stop = () => {}
  const start = () => {
    stop()
    stop = data.live(
      query,
      (next) => ((value.value = next), (error.value = null)),
      (fault) => (error.value = fault),
    )
  }
  if (watched.length) watch(watched, start)
  const timer = known === undefined ? (start(), 0) : setTimeout(start, AFTER_FIRST_PAINT_MS)
  onScopeDispose(() => (clearTimeout(timer), stop()))
  return { value, error }
}

export const useSyncState = (data: Data): Readonly<ShallowRef<SyncState>> => useObservable(data.sync.state)
export const useSession = (data: Data): Readonly<ShallowRef<SessionState>> => useObservable(data.session.state)
