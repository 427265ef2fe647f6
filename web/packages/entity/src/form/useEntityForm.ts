/**
 * One form over one record: draft, messages, saving with the version that was read, and the
 * decision when somebody else saved first. Nothing typed is ever thrown away by a failure.
 */
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { useI18n } from '@outrider/ui'
import { fieldType } from '../fields/registry'
import { useEntityContext } from '../source'
import type { EntityMeta, EntityRecord, FieldProblem, ProblemBody } from '../types'
import { changedFields, conflictsOf, defaultsOf, editableSections, messagesByField, missingFields, resolved, startDraft, type Conflict, type Draft } from './draft'

/** The server's problem inside whatever the transport threw. */
export function problemOf(error: unknown): ProblemBody | null {
  const body = (error as { body?: ProblemBody } | null)?.body
  return body && typeof body.code === 'string' ? body : null
}

export function useEntityForm(entity: Ref<EntityMeta>, record: Ref<EntityRecord | undefined>, seed: Ref<Record<string, unknown>>) {
  const context = useEntityContext()
  const { t } = useI18n()
  const base = shallowRef<EntityRecord | undefined>()
  const draft = ref<Draft>({})
  const messages = ref<Record<string, string>>({})
  const failure = ref('')
  const saving = ref(false)
  const current = shallowRef<EntityRecord | null>(null)
  const conflicts = ref<Conflict[]>([])
  const givenUp = ref<string[]>([])

  const sections = computed(() => editableSections(entity.value, Boolean(record.value), (field) => fieldType(field.type).Edit !== null))
  const fields = computed(() => sections.value.flatMap((section) => section.fields))
  const changes = computed(() => changedFields(draft.value, base.value))
  const dirty = computed(() => Object.keys(changes.value).length > 0)

  watch(
    [entity, record, seed],
    () => {
      base.value = record.value
      draft.value = startDraft(fields.value, record.value ?? { ...defaultsOf(fields.value), ...seed.value })
      messages.value = {}
      failure.value = ''
      current.value = null
    },
    { immediate: true },
  )

  function set(key: string, value: unknown) {
    draft.value = { ...draft.value, [key]: value }
    if (messages.value[key]) messages.value = { ...messages.value, [key]: '' }
  }

  function takeStale(body: ProblemBody) {
    const theirs = body.current as EntityRecord
    current.value = theirs
    conflicts.value = conflictsOf(changes.value, base.value!, theirs, (body.errors ?? []) as FieldProblem[])
    givenUp.value = []
  }

  async function send(): Promise<EntityRecord> {
    if (!base.value) return context.source.create(entity.value.path, { ...seed.value, ...changes.value })
    const kept = current.value ? resolved(changes.value, givenUp.value) : changes.value
    const version = current.value?.version ?? base.value.version
    if (current.value && !Object.keys(kept).length) return current.value
    return context.source.patch(entity.value.path, base.value.id, version, kept)
  }

  /** The saved record, or null when the person has to look at something first. */
  async function save(): Promise<EntityRecord | null> {
    const missing = missingFields(fields.value, draft.value)
    messages.value = Object.fromEntries(missing.map((key) => [key, t('entity.form.missing')]))
    if (missing.length) return null
    saving.value = true
    failure.value = ''
    try {
      return await send()
    } catch (error) {
      const body = problemOf(error)
      if (body?.code === 'stale' && body.current && base.value) takeStale(body)
      else {
        messages.value = messagesByField(body?.errors as FieldProblem[] | undefined)
        const placed = fields.value.some((field) => messages.value[field.key])
        failure.value = placed ? t('entity.form.look') : context.explain(error)
      }
      return null
    } finally {
      saving.value = false
    }
  }

  return { draft, sections, messages, failure, saving, dirty, changes, current, conflicts, givenUp, base, set, save }
}
