/** Why to go there, for Today and the other places that ask visits for a reason: what insight told of the customer. */
import type { Customer } from '@outrider/data'
import { company, formatMoneyWhole, type Catalogue } from '@outrider/ui'
import { registerReasonSource } from '@outrider/visits/shared/reason-sources'
import type { Reason } from '@outrider/visits/shared/today'
import { liveReasons, pointsOn, sentence } from '../shared/reasons'
import words from './locales/zh-Hans.json'

export const insightWords: Catalogue = { 'zh-Hans': words, 'zh-Hant': () => import('./locales/zh-Hant.json'), en: () => import('./locales/en.json') }

/** `on`: whether the company has the module switched on; without it nothing is known of anybody. */
export function registerInsight(on: () => boolean): void {
  registerReasonSource((customer, today) => (on() ? reasonOf(customer, today) : undefined))
}

function reasonOf(customer: Customer, today: string): Reason | null | undefined {
  const live = liveReasons(customer, today)
  const first = live?.[0]
  if (!first) return live && null
  const { key, values } = sentence(first, today, (amount) => formatMoneyWhole(amount, company.currency))
  return { key: key as Reason['key'], values, strong: true, points: pointsOn(first, today) }
}
