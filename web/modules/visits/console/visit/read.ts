/** Reads the visit's detail into what the page shows: steps in their order with their photos, evidence, sums. Pure. */
import type { PhotoMark } from '@outrider/entity'

export interface VisitPhoto {
  id: string
  step_key: string | null
  digest: string
  taken_at: string
  check_code: string | null
  received: boolean
  verdict: 'ok' | 'rejected' | null
  verdict_reason: string | null
  mark?: PhotoMark
}
export interface VisitStep {
  id: string
  step_key: string
  kind: string
  name?: unknown
  at: string
  data: Record<string, unknown>
  replaces?: string | null
  photos: VisitPhoto[]
}
export interface Evidence {
  outcome: string
  labels: Record<string, string>
  honesty: string
  sentences: string[]
  fixes: Record<string, unknown>[]
}
export interface TemplateStep {
  key: string
  kind: string
  label: string
  required: boolean
}
export interface ReadVisit {
  template: TemplateStep[]
  id: string
  customer: string | null
  visitType: string | null
  planned: boolean
  effective: boolean | null
  complete: boolean
  /** Told by a file: there is no evidence of it. */
  imported: boolean
  /** Outside every shift of the rep. */
  offShift: boolean
  couldNot: boolean
  checkedIn: string | null
  checkedOut: string | null
  /** 补签退: the time was said afterwards. */
  outEdited: boolean
  seconds: number | null
  distance: number | null
  steps: VisitStep[]
  loosePhotos: VisitPhoto[]
  orders: string[]
  summary: string
  chips: string[]
  nextStep: string
  nextOn: string | null
  missingReason: string
  purposeMet: string | null
  evidence: Evidence | null
  reviews: { id: string; kind: string; status: string }[]
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')
const number = (value: unknown) => (typeof value === 'number' ? value : null)
const orNull = (value: unknown) => (typeof value === 'string' && value ? value : null)
const list = <T>(value: unknown) => (Array.isArray(value) ? (value as T[]) : [])

function readEvidence(raw: unknown): Evidence | null {
  if (!raw || typeof raw !== 'object') return null
  const { outcome, sentences, fixes, labels, honesty } = raw as Record<string, never>
  const words = list<string | { text?: string }>(sentences).map((one) => (typeof one === 'string' ? one : (one.text ?? '')))
  return { outcome: text(outcome), labels: labels ?? {}, honesty: text(honesty), sentences: words.filter(Boolean), fixes: list(fixes) }
}

/** A step done again replaces the earlier result; facts stay on the server, the page shows the last word. */
export function latestSteps(steps: Omit<VisitStep, 'photos'>[]): Omit<VisitStep, 'photos'>[] {
  const replaced = new Set(steps.map((step) => step.replaces).filter(Boolean))
  return steps.filter((step) => !replaced.has(step.id)).sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

/** Several camera sessions of one step are one card; the latest data speaks for it, in the place of the first. */
function bySteps(results: Omit<VisitStep, 'photos'>[]): Omit<VisitStep, 'photos'>[] {
  const steps = new Map<string, Omit<VisitStep, 'photos'>>()
  for (const result of results) steps.set(result.step_key, result)
  return [...steps.values()]
}

function readTemplate(type: unknown): TemplateStep[] {
  const steps = list<Partial<TemplateStep>>((type as { steps?: unknown } | null)?.steps)
  return steps.map((step) => ({ key: text(step.key), kind: text(step.kind), label: text(step.label), required: step.required === true }))
}

export interface StepRow {
  key: string
  kind: string
  label: string
  required: boolean
  step: VisitStep | null
}

/** Every step of the type in its order with its result, or without one; results of other steps follow. */
export function stepRows(visit: ReadVisit): StepRow[] {
  const rows = visit.template.map((one) => ({ ...one, step: visit.steps.find((step) => step.step_key === one.key) ?? null }))
  const known = new Set(visit.template.map((one) => one.key))
  const others = visit.steps.filter((step) => !known.has(step.step_key))
  return [...rows, ...others.map((step) => ({ key: step.step_key, kind: step.kind, label: '', required: false, step }))]
}

export function readVisit(record: Record<string, unknown>): ReadVisit {
  const photos = list<VisitPhoto>(record.photos)
  const steps = bySteps(latestSteps(list(record.steps))).map((step) => ({
    ...step,
    data: step.data ?? {},
    photos: photos.filter((photo) => photo.step_key === step.step_key),
  }))
  const keys = new Set(steps.map((step) => step.step_key))
  return {
    id: text(record.id),
    customer: orNull(record.customer),
    visitType: orNull(record.visit_type),
    template: readTemplate(record.type),
    planned: record.planned === true,
    effective: typeof record.effective === 'boolean' ? record.effective : null,
    complete: record.complete !== false,
    imported: Array.isArray(record.flagged) && record.flagged.includes('imported'),
    offShift: Array.isArray(record.flagged) && record.flagged.includes('off_shift'),
    couldNot: record.status === 'could_not',
    checkedIn: orNull(record.checked_in_at),
    checkedOut: orNull(record.checked_out_at),
    outEdited: record.out_edited === true,
    seconds: number(record.time_in_store_s),
    distance: number(record.distance_m),
    steps,
    loosePhotos: photos.filter((photo) => !photo.step_key || !keys.has(photo.step_key)),
    orders: list<string | { id: string }>(record.orders).map((one) => (typeof one === 'string' ? one : one.id)),
    summary: text(record.summary),
    chips: list<string>(record.summary_chips),
    nextStep: text(record.next_step),
    nextOn: orNull(record.next_on),
    missingReason: text(record.missing_reason),
    purposeMet: orNull(record.purpose_met),
    evidence: readEvidence(record.evidence),
    reviews: list(record.reviews),
  }
}
