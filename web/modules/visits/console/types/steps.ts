/** The ordered steps of a visit type under an editor's hand. Pure: every change gives a new list. */
export interface EditedStep {
  key: string
  kind: string
  name: Record<string, string>
  required: boolean
  config: Record<string, unknown>
}

export function asSteps(value: unknown): EditedStep[] {
  if (!Array.isArray(value)) return []
  return value.map((raw: Partial<EditedStep> & { name?: unknown }) => ({
    key: String(raw.key ?? ''),
    kind: String(raw.kind ?? ''),
    name: typeof raw.name === 'string' ? { 'zh-Hans': raw.name } : { ...((raw.name as Record<string, string>) ?? {}) },
    required: raw.required === true,
    config: { ...(raw.config ?? {}) },
  }))
}

/** A step is known by its key for ever (photos and results name it), so a new one never takes an old key. */
export function freshKey(kind: string, steps: EditedStep[], usedBefore: string[] = []): string {
  const taken = new Set([...steps.map((step) => step.key), ...usedBefore])
  const stem = /^[a-z][a-z0-9_]*$/.test(kind) ? kind : 'step'
  if (!taken.has(stem)) return stem
  let n = 2
  while (taken.has(`${stem}_${n}`)) n += 1
  return `${stem}_${n}`
}

export function moved<T>(list: T[], from: number, to: number): T[] {
  if (from === to || from < 0 || to < 0 || from >= list.length || to >= list.length) return list
  const next = [...list]
  const [taken] = next.splice(from, 1)
  next.splice(to, 0, taken as T)
  return next
}

/** Settings without the empty ones: the server keeps only what somebody set. */
export function cleanConfig(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).filter(([, value]) => value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && !value.length)),
  )
}

export function toServer(steps: EditedStep[]): EditedStep[] {
  return steps.map((step) => ({ ...step, config: cleanConfig(step.config) }))
}

/** Steps that still lack a name in the first language. */
export function unnamed(steps: EditedStep[]): number[] {
  return steps.flatMap((step, index) => (step.name['zh-Hans']?.trim() ? [] : [index]))
}
