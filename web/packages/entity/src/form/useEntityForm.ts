/**
 * One form over one record: draft, messages, saving with the version that was read, and the
 * decision when somebody else saved first. Nothing typed is ever thrown away by a failure.
 */
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { useI18n } from '@outrider/ui'
import { fieldType } from '../fields/registry'
import { useEntityContext, type EntitySource } from '../source'
import type { EntityMeta, EntityRecord, FieldMeta, FieldProblem, ProblemBody } from '../types'
import { changedFields, conflictsOf, defaultsOf, editableSections, messagesByField, missingFields, resolved, startDraft, type Conflict, type Draft } from './draft'

/** The server's problem inside whatever the transport threw. */
export function problemOf(error: unknown): ProblemBody | null {
  const body = (error as { body?: ProblemBody } | null)?.body
  return body && typeof body.code === 'string' ? body : null
}

/** What stands in the fields, and how it differs from the record that was read. */
function useDraft(entity: Ref<EntityMeta>, record: Ref<EntityRecord | undefined>, seed: Ref<Record<string, unknown>>) {
  const base = shallowRef<EntityRecord | undefined>()
  const draft = ref<Draft>({})
  const sections = computed(() => editableSections(entity.value, Boolean(record.value), (field) => fieldType(field.type).Edit !== null))
  const fields = computed(() => sections.value.flatMap((section) => section.fields))
  const changes = computed(() => changedFields(draft.value, base.value))
  const dirty = computed(() => Object.keys(changes.value).length > 0)
  watch(
    [entity, record, seed],
    () => {
      base.value = record.value
      draft.value = startDraft(fields.value, record.value ?? { ...defaultsOf(fields.value), ...seed.value })
    },
    { immediate: true },
  )
  return { base, draft, sections, fields, changes, dirty }
}

/** The record as somebody else saved it first, what both changed, and which of one's own changes are given up. */
function useStale(changes: Ref<Draft>) {
  const current = shallowRef<EntityRecord | null>(null)
  const conflicts = ref<Conflict[]>([])
  const givenUp = ref<string[]>([])
  function takeStale(base: EntityRecord, body: ProblemBody) {
    const theirs = body.current as EntityRecord
    current.value = theirs
    conflicts.value = conflictsOf(changes.value, base, theirs, (body.errors ?? []) as FieldProblem[])
    givenUp.value = []
  }
  const kept = () => (current.value ? resolved(changes.value, givenUp.value) : changes.value)
  return { current, conflicts, givenUp, takeStale, kept }
}

/** Creates or changes; nothing is sent when everything of one's own was given up. */
async function send(
  source: EntitySource,
  path: string,
  base: EntityRecord | undefined,
  current: EntityRecord | null,
  sent: Draft,
): Promise<EntityRecord> {
  if (!base) return source.create(path, sent)
  if (current && !Object.keys(sent).length) return current
  return source.patch(path, base.id, (current ?? base).version, sent)
}

/** What is said beside the fields and above them. */
function useMessages(fields: Ref<FieldMeta[]>) {
  const context = useEntityContext()
  const { t } = useI18n()
  const messages = ref<Record<string, string>>({})
  const failure = ref('')
  /** Whether a field that must be filled in is empty. */
  function sayMissing(draft: Draft): boolean {
    const missing = missingFields(fields.value, draft)
    messages.value = Object.fromEntries(missing.map((key) => [key, t('entity.form.missing')]))
    return missing.length > 0
  }
  function sayRefused(error: unknown) {
    messages.value = messagesByField(problemOf(error)?.errors as FieldProblem[] | undefined)
    const placed = fields.value.some((field) => messages.value[field.key])
    failure.value = placed ? t('entity.form.look') : context.explain(error)
  }
  return { messages, failure, sayMissing, sayRefused }
}

export function useEntityForm(entity: Ref<EntityMeta>, record: Ref<EntityRecord | undefined>, seed: Ref<Record<string, unknown>>) {
  const context = useEntityContext()
  const saving = ref(false)
  const { base, draft, sections, fields, changes, dirty } = useDraft(entity, record, seed)
  const { current, conflicts, givenUp, takeStale, kept } = useStale(changes)
  const { messages, failure, sayMissing, sayRefused } = useMessages(fields)

  watch([entity, record, seed], () => {
    messages.value = {}
    failure.value = ''
    current.value = null
  })
  function set(key: string, value: unknown) {
    draft.value = { ...draft.value, [key]: value }
    if (messages.value[key]) messages.value = { ...messages.value, [key]: '' }
  }

  /** The saved record, or null when the person has to look at something first. */
  async function save(): Promise<EntityRecord | null> {
    if (sayMissing(draft.value)) return null
    saving.value = true
    failure.value = ''
    try {
      const sent = base.value ? kept() : { ...seed.value, ...changes.value }
      return await send(context.source, entity.value.path, base.value, current.value, sent)
    } catch (error) {
      const body = problemOf(error)
      if (body?.code === 'stale' && body.current && base.value) takeStale(base.value, body)
      else sayRefused(error)
      return null
    } finally {
      saving.value = false
    }
  }

  return { draft, sections, messages, failure, saving, dirty, changes, current, conflicts, givenUp, base, set, save }
}
