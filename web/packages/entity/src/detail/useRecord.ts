/** One record with its declaration: loads, reloads after a change, says what went wrong. */
import { provide, ref, shallowRef, watch, computed, type Ref } from 'vue'
import { entityOf, useEntityContext } from '../source'
import { recordPathKey } from '../fields/shared/recordPath'
import { useWords } from '../fields/useWords'
import { titleOf } from '../titles'
import type { EntityMeta, EntityRecord } from '../types'
import { problemOf } from '../form/useEntityForm'

/** Types of a title field that tell a state or a time instead of a name. */
const NAMELESS = new Set(['choice', 'date', 'datetime'])

/** What names itself by a state or a day is called by whose it is as well. */
function fullTitle(known: EntityMeta | undefined, found: EntityRecord | null, words: ReturnType<typeof useWords>): string {
  const field = known?.fields[known.title_field]
  if (!known || !found || !field || !NAMELESS.has(field.type)) return titleOf(found ?? undefined, known)
  const whose = known.columns.map((column) => known.fields[column]).find((one) => one?.type === 'reference')
  return [whose && words(found[whose.key], whose, found), words(found[field.key], field, found)].filter(Boolean).join(' · ')
}

export function useRecord(key: Ref<string>, id: Ref<string>) {
  const context = useEntityContext()
  const words = useWords()
  const entity = computed(() => entityOf(context, key.value))
  const record = shallowRef<EntityRecord | null>(null)
  const title = computed(() => fullTitle(entity.value, record.value, words))
  const failure = ref('')
  const absent = ref(false)
  /** Grows with every change, so that panels and timeline know that they are old. */
  const stamp = ref(0)
  const path = computed(() => entity.value?.path ?? '')
  provide(recordPathKey, path)

  async function load() {
    const asked = id.value
    if (!entity.value) return void (absent.value = true)
    try {
      const found = await context.source.get(entity.value.path, asked)
      if (asked !== id.value) return
      record.value = found
      failure.value = ''
      absent.value = false
    } catch (error) {
      if (asked !== id.value) return
      absent.value = [403, 404].includes(problemOf(error)?.status ?? 0)
      failure.value = context.explain(error)
    }
  }
  async function changed() {
    stamp.value += 1
    await load()
  }
  const begin = () => {
    record.value = null
    void load()
  }
  watch([key, id], begin, { immediate: true })
  return { entity, record, title, failure, absent, stamp, load, changed }
}
