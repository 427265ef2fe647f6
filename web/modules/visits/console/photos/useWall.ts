/** Loads the pages of the wall that are in sight, keeps them while the filters stay, judges a photo. */
import { useConsole } from '@outrider/entity'
import { ref, shallowReactive, watch, type Ref } from 'vue'
import type { WallPhoto } from '@outrider/data'
import { PAGE } from './wall'

export type WallFilters = Record<string, string>

export function useWall(filters: Ref<WallFilters>) {
  const context = useConsole()
  const photos = shallowReactive(new Map<number, WallPhoto>())
  const total = ref(0)
  const loading = ref(true)
  const failure = ref('')
  let life = 0
  let asked = new Set<number>()

  async function need(page: number) {
    if (asked.has(page)) return
    asked.add(page)
    const mine = life
    loading.value = true
    try {
      const found = await context.remote.photos({ ...filters.value, page })
      if (mine !== life) return
      total.value = found.total
      found.items.forEach((photo, index) => photos.set((page - 1) * PAGE + index, photo))
      failure.value = ''
    } catch (error) {
      if (mine !== life) return
      asked.delete(page)
      failure.value = context.explain(error)
    } finally {
      if (mine === life) loading.value = false
    }
  }

  function restart() {
    life += 1
    asked = new Set()
    photos.clear()
    total.value = 0
    void need(1)
  }
  watch(() => JSON.stringify(filters.value), restart, { immediate: true })

  /** Shown at once; taken back when the server says no. */
  async function judge(index: number, verdict: 'ok' | 'rejected', reason?: string): Promise<string> {
    const photo = photos.get(index)
    if (!photo) return ''
    photos.set(index, { ...photo, verdict, verdict_reason: reason ?? null })
    try {
      await context.remote.judge(photo.photo_id, verdict, reason)
      return ''
    } catch (error) {
      photos.set(index, photo)
      return context.explain(error)
    }
  }

  return { photos, total, loading, failure, need, restart, judge }
}
