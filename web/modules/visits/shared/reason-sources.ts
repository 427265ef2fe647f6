/**
 * Who else knows why to go to a customer: packages above visits bring what they know here. A source answers a reason,
 * null when it knows the customer and has nothing to say, or undefined when it knows nothing of him.
 */
import type { Customer } from '@outrider/data'
import type { Reason } from './today'

export type ReasonSource = (customer: Customer, today: string) => Reason | null | undefined

const sources: ReasonSource[] = []

export function registerReasonSource(source: ReasonSource): void {
  if (!sources.includes(source)) sources.push(source)
}

/** The first reason that any source has; null when one knows the customer and none has a reason. */
export function askSources(customer: Customer, today: string): Reason | null | undefined {
  const answers = sources.map((source) => source(customer, today))
  return answers.find(Boolean) ?? (answers.includes(null) ? null : undefined)
}
