/** Loads the pages of the wall that are in sight, keeps them while the filters stay, judges a photo. */
import { useConsole, type ConsoleContext } from '@outrider/entity'
import { ref, shallowReactive, watch, type Ref } from 'vue'
import type { WallPhoto } from '@outrider/data'
import { PAGE } from './wall'

export type WallFilters = Record<string, string>
type Verdict = 'ok' | 'rejected'

/** Shown at once; taken back when the server says no. Answers what is wrong, or nothing. */
async function judgeIn(context: ConsoleContext, photos: Map<number, WallPhoto>, index: number, verdict: Verdict, reason?: string): Promise<string> {
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

/** Pages in sight are asked for once; what belongs to former filters is dropped when it arrives. */
export function useWall(filters: Ref<WallFilters>) {
  const context = useConsole()
  const photos = shallowReactive(new Map<number, WallPhoto>())
  const total = ref(0)
  const loading = ref(true)
  const failure = ref('')
  let [life, asked] = [0, new Set<number>()]

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

  const judge = (index: number, verdict: Verdict, reason?: string) => judgeIn(context, photos, index, verdict, reason)
  return { photos, total, loading, failure, need, restart, judge }
}
