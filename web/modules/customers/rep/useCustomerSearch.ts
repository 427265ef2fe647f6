/** My customers as the list shows them: by name in pages, or by what was typed (name, pinyin, initials, phone tail). */
import type { Customer } from '@outrider/data'
import { useData, useLiveQuery } from '@outrider/phone'
import { computed, onMounted, ref, shallowRef, watch, type Ref } from 'vue'

/** A screenful and a half: each row costs a cheap phone some milliseconds, and more come while one scrolls. */
const PAGE = 30
const HITS = 50
/** Shown under the key that was typed, one tall screen; the rest when one scrolls to them. */
const FIRST_HITS = 11

/** The list by name as far as it was scrolled, and whether there is more. */
function usePage(mineOnly: boolean, limit: Ref<number>) {
  const me = useData().session.current().id
  return useLiveQuery(
    async (tables) => {
      const all = tables.customers.orderBy('name_sort')
      const rows = await (mineOnly ? all.filter((one) => !one.owner || one.owner === me) : all).limit(limit.value + 1).toArray()
      return { rows: rows.slice(0, limit.value), more: rows.length > limit.value }
    },
    [limit],
  )
}

/** The next key mostly finds some of the same: they are not read again while nothing changed. */
function useRows(changes: Ref<unknown>): (ids: string[]) => Promise<Customer[]> {
  const data = useData()
  const read = new Map<string, Customer>()
  watch(changes, () => read.clear())
  return async (ids) => {
    const missing = ids.filter((id) => !read.has(id))
    const rows = missing.length ? await data.tables.customers.bulkGet(missing) : []
    for (const row of rows) if (row) read.set(row.id, row)
    return ids.map((id) => read.get(id)).filter((row) => row !== undefined)
  }
}

export function useCustomerSearch(mineOnly = true) {
  const data = useData()
  const text = ref('')
  const limit = ref(PAGE)
  const found = shallowRef<Customer[]>([])
  const rest = shallowRef<string[]>([])

  const page = usePage(mineOnly, limit)
  const rowsOf = useRows(page)
  let turn = 0
  // Also when customers arrive or change while the words stand there: the first day's pull takes a moment.
  watch([text, page], async ([value]) => {
    const mine = (turn += 1)
    const wanted = value.trim()
    if (!wanted) return void (found.value = [])
    const ids = (await data.search.customers(wanted, HITS)).map((hit) => hit.id)
    const first = await rowsOf(ids.slice(0, FIRST_HITS))
    if (mine !== turn) return
    found.value = first
    rest.value = ids.slice(FIRST_HITS)
  })

  async function next(): Promise<void> {
    if (!text.value.trim()) return void (limit.value += PAGE)
    const [mine, ids] = [turn, rest.value]
    rest.value = []
    const rows = await rowsOf(ids)
    if (mine === turn) found.value = [...found.value, ...rows]
  }

  // The index is built before the first key is pressed, off the first paint.
  onMounted(() => void data.search.warm().catch(() => undefined))

  const rows = computed(() => (text.value.trim() ? found.value : (page.value?.rows ?? [])))
  const loading = computed(() => page.value === undefined)
  const more = computed(() => (text.value.trim() ? rest.value.length > 0 : (page.value?.more ?? false)))
  return { text, rows, loading, more, next }
}
