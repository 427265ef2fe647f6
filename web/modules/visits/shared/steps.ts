/**
 * The steps of a visit as values: what each one holds, which are done, which required ones are missing.
 * 库存 and 订单 share one sheet; a visit type that has both shows one card for them.
 */
import type { StepResult, Visit, VisitPhoto, VisitStep, VisitType } from '@outrider/data'

export interface StepState {
  step: VisitStep
  /** Living results (not replaced by a later one), oldest first. */
  results: StepResult[]
  photos: VisitPhoto[]
  done: boolean
  /** Photos still wanted. */
  lacking: number
}

/** The results that no later result replaces. */
export function living(results: readonly StepResult[]): StepResult[] {
  const replaced = new Set(results.map((one) => one.replaces).filter(Boolean))
  return results.filter((one) => !replaced.has(one.id))
}

/** Whether a result is enough for its step, as outrider/visits/steps.py judges it; an unknown kind counts once it is there. */
export function resultCounts(kind: string, data: Record<string, unknown>): boolean {
  const filled = (value: unknown) => (Array.isArray(value) ? value.length > 0 : typeof value === 'string' && value.trim() !== '')
  if (kind === 'note') return filled(data.text)
  if (kind === 'summary') return filled(data.text) || filled(data.chips)
  if (kind === 'stock_count') return filled(data.lines)
  return true
}

/** The state of every step of the visit's type, in its order. */
export function stepStates(type: VisitType, visit: Visit): StepState[] {
  const results = living(visit.steps ?? [])
  return type.steps.map((step) => {
    const own = results.filter((one) => one.step_key === step.key)
    const photos = (visit.photos ?? []).filter((one) => one.step_key === step.key)
    const wanted = step.kind === 'photo' ? Math.max(1, Number(step.config?.min_photos ?? 1)) : 0
    const lacking = Math.max(0, wanted - photos.length)
    // A visit whose results are no longer on the phone still knows which steps were done.
    const served = (visit.steps_done ?? []).includes(step.key)
    const here = own.length > 0 || photos.length > 0
    const done = !here ? served : step.kind === 'photo' ? lacking === 0 : own.some((one) => resultCounts(step.kind, one.data))
    return { step, results: own, photos, lacking, done }
  })
}

/** Required steps that are not done: what check-out asks about. */
export function missingSteps(states: readonly StepState[]): StepState[] {
  return states.filter((one) => one.step.required && !one.done)
}

export interface StepCard {
  key: string
  kind: string
  states: StepState[]
}

/** Cards in the order of the type; stock count and order become one card at the place of the first of them. */
export function cardsOf(states: readonly StepState[]): StepCard[] {
  const sheet = states.filter((one) => one.step.kind === 'stock_count' || one.step.kind === 'order')
  const cards: StepCard[] = []
  for (const state of states) {
    if (!sheet.includes(state)) cards.push({ key: state.step.key, kind: state.step.kind, states: [state] })
    else if (state === sheet[0]) cards.push({ key: state.step.key, kind: 'sheet', states: sheet })
  }
  return cards
}

/** The visit type for a customer: the plan's own, else the default that fits the kind, else any that fits. */
export function typeFor(types: readonly VisitType[], kind: string | undefined, planned?: string | null): VisitType | null {
  const active = types.filter((one) => one.status !== 'stopped' && one.status !== 'inactive')
  const own = planned ? types.find((one) => one.id === planned) : undefined
  if (own) return own
  const fits = active.filter((one) => !one.customer_kinds?.length || (kind !== undefined && one.customer_kinds.includes(kind)))
  return fits.find((one) => one.is_default) ?? fits[0] ?? active.find((one) => one.is_default) ?? active[0] ?? null
}
