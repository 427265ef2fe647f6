/** The company's time as a ref that ticks while the component lives. */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { useData } from './data'

/** `everyMs` 1,000 for a running timer, 30,000 for ages. */
export function useNow(everyMs = 30_000): Readonly<ShallowRef<number>> {
  const data = useData()
  const now = shallowRef(data.clock.ms())
  const timer = setInterval(() => (now.value = data.clock.ms()), everyMs)
  onScopeDispose(() => clearInterval(timer))
  return now
}
