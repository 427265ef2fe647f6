/**
 * Loads the page that an address asks for. The newest question wins: an answer that comes late for an
 * older one is dropped. While a new page loads the old rows stay, so that the table does not jump. Only the columns
 * that are shown are asked for.
 */
import { computed, onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import { useEntityContext, type Params } from '../source'
import type { EntityMeta, EntityRecord } from '../types'
import { markFields } from './columns'
import { requestParams, withFields } from './params'

export function useList(entity: Ref<EntityMeta>, params: Ref<Params>, columns: Ref<string[]>) {
  const context = useEntityContext()
  const rows = shallowRef<EntityRecord[]>([])
  const total = ref(0)
  const loading = ref(true)
  const failure = ref('')
  const asked = computed(() => withFields(entity.value, columns.value, markFields(entity.value), requestParams(params.value)))
  let question = 0
  onBeforeUnmount(() => (question = -1))

  async function load() {
    const mine = ++question
    loading.value = true
    try {
      const page = await context.source.list(entity.value.path, asked.value)
      if (mine !== question) return
      rows.value = page.items
      total.value = page.total
      failure.value = ''
    } catch (error) {
      if (mine === question) failure.value = context.explain(error)
    } finally {
      if (mine === question) loading.value = false
    }
  }

  watch(
    () => [entity.value.key, JSON.stringify(asked.value)],
    (now, before) => {
      if (now[0] !== before?.[0]) rows.value = []
      void load()
    },
    { immediate: true },
  )
  const first = computed(() => loading.value && rows.value.length === 0)
  return { rows, total, loading, first, failure, load }
}
