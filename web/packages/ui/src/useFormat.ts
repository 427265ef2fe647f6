/** The format helpers bound to the reader's language and the company's time zone and currency. */
import { useI18n } from './i18n'
import { reactive } from 'vue'
import * as format from './format'
import type { Locale } from './i18n'

/** Set once after sign-in; every screen's dates and money follow. */
export const company = reactive({ timeZone: 'Asia/Shanghai', currency: 'CNY' })

/** Bound helpers; they re-render when the language changes. */
export function useFormat() {
  const { locale } = useI18n()
  const here = () => locale.value as Locale
  return {
    month: (day: string) => format.formatMonth(day, here()),
    day: (day: string, withYear = false, withWeekday = true) => format.formatDay(day, here(), withYear, withWeekday),
    time: (at: Date | string | number) => format.formatTime(at, company.timeZone),
    moment: (at: Date | string | number) => format.formatMoment(at, here(), company.timeZone),
    dayOf: (at: Date | string | number) => format.dayOf(at, company.timeZone),
    money: (amount: string | null | undefined) => format.formatMoney(amount, company.currency),
    moneyExact: (amount: string | null | undefined) => format.formatMoney(amount, company.currency, true),
    moneyWhole: (amount: string) => format.formatMoneyWhole(amount, company.currency),
    moneyShort: (amount: string) => format.formatMoneyShort(amount, company.currency, here()),
    distance: (metres: number | null | undefined) => format.formatDistance(metres, here()),
    duration: (seconds: number) => format.formatDuration(seconds, here()),
    dayNames: () => format.dayNames(here()),
    count: format.formatCount,
    quantity: format.formatQuantity,
    label: (label: Parameters<typeof format.labelText>[0]) => format.labelText(label, here()),
  }
}
