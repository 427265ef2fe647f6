/**
 * Which of the three meanings a state carries. By the words that the vocabulary fixes for states,
 * results and grades; any other choice stays plain text.
 */
import type { FieldMeta } from '../../types'

export type Tone = 'plain' | 'accent' | 'good' | 'warn' | 'bad'

/** Fields whose values are marks rather than words in a sentence. */
const MARKED = new Set(['status', 'outcome', 'grade', 'verdict', 'state', 'location_status', 'purpose_met'])

const TONES: Record<string, Tone> = {
  open: 'accent',
  pending: 'warn',
  for_review: 'warn',
  not_enough: 'plain',
  normal: 'good',
  confirmed: 'good',
  completed: 'good',
  done: 'good',
  ok: 'good',
  yes: 'good',
  partly: 'warn',
  partly_delivered: 'accent',
  could_not: 'warn',
  rejected: 'bad',
  failed: 'bad',
  A: 'accent',
}

export function toneOf(field: string, value: unknown): Tone | null {
  if (!MARKED.has(field)) return null
  return TONES[String(value)] ?? 'plain'
}

export function choiceLabel(field: FieldMeta, value: unknown): string {
  return field.options?.find((option) => option.value === value)?.label ?? String(value)
}
