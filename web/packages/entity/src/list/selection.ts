/** Rows that a person ticked. Survives turning the page, never exceeds what one bulk call may carry. */
import { computed, ref } from 'vue'

export function useSelection(limit: () => number) {
  const ids = ref<string[]>([])
  const full = computed(() => ids.value.length >= limit())

  function toggle(id: string) {
    if (ids.value.includes(id)) ids.value = ids.value.filter((one) => one !== id)
    else if (!full.value) ids.value = [...ids.value, id]
  }

  /** Ticks or unticks a whole page; what does not fit any more stays unticked. */
  function togglePage(page: string[]) {
    const all = page.length > 0 && page.every((id) => ids.value.includes(id))
    if (all) ids.value = ids.value.filter((id) => !page.includes(id))
    else ids.value = [...new Set([...ids.value, ...page])].slice(0, limit())
  }

  function clear() {
    ids.value = []
  }

  return { ids, full, toggle, togglePage, clear }
}
