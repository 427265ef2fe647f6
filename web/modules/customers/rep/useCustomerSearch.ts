/** My customers as the list shows them: by name in pages, or by what was typed (name, pinyin, initials, phone tail). */
import type { Customer } from '@outrider/data'
import { useData, useLiveQuery } from '@outrider/phone'
import { computed, onMounted, ref, shallowRef, watch } from 'vue'

const PAGE = 60

export function useCustomerSearch(mineOnly = true) {
  const data = useData()
  const text = ref('')
  const limit = ref(PAGE)
  const found = shallowRef<Customer[]>([])
  const me = data.session.current().id

  const page = useLiveQuery(
    async (tables) => {
      const all = tables.customers.orderBy('name_sort')
      const rows = await (mineOnly ? all.filter((one) => !one.owner || one.owner === me) : all).limit(limit.value + 1).toArray()
      return { rows: rows.slice(0, limit.value), more: rows.length > limit.value }
    },
    [limit],
  )

  let turn = 0
  // Also when customers arrive or change while the words stand there: the first day's pull takes a moment.
  watch([text, page], async ([value]) => {
    const mine = (turn += 1)
    const wanted = value.trim()
    if (!wanted) return void (found.value = [])
    const hits = await data.search.customers(wanted, 50)
    const rows = await data.tables.customers.bulkGet(hits.map((hit) => hit.id))
    if (mine === turn) found.value = rows.filter((row) => row !== undefined)
  })
  // The index is built before the first key is pressed, off the first paint.
  onMounted(() => void data.search.warm().catch(() => undefined))

  const rows = computed(() => (text.value.trim() ? found.value : (page.value?.rows ?? [])))
  const loading = computed(() => page.value === undefined)
  const more = computed(() => !text.value.trim() && (page.value?.more ?? false))
  return { text, rows, loading, more, next: () => (limit.value += PAGE) }
}
