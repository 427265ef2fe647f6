/** The photo steps of all visit types, each key once, for the filter of the wall. */
interface Step {
  key: string
  kind: string
  name: unknown
}

export function stepNames(types: Record<string, unknown>[], words: (label: unknown) => string): { key: string; name: string }[] {
  const names = new Map<string, string>()
  for (const type of types) {
    const steps = Array.isArray(type.steps) ? (type.steps as Step[]) : []
    for (const step of steps) if (step.kind === 'photo' && !names.has(step.key)) names.set(step.key, words(step.name) || step.key)
  }
  return [...names].map(([key, name]) => ({ key, name }))
}
