/** Values in the reader's words, over the shared format helpers; unreadable values stay as they came. */
import { company, currentLocale, formatDay, formatMoment, formatMoney, type Locale } from '@outrider/ui'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Several things in one line, as the language lists them. */
export function listWords(parts: string[], locale: string): string {
  return parts.join(locale === 'en' ? ', ' : '、')
}

/** A label inside a sentence: English writes nouns small there, abbreviations as they are. */
export function labelInside(label: string): string {
  return currentLocale() === 'en' && /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label
}

export function moneyWords(value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  return formatMoney(String(value), company.currency, true)
}

/** The year is written only when it is not the current one. */
export function dayWords(value: unknown, locale: string): string {
  if (typeof value !== 'string' || !DAY.test(value.slice(0, 10))) return value ? String(value) : ''
  const day = value.slice(0, 10)
  return formatDay(day, locale as Locale, !day.startsWith(String(new Date().getFullYear())), false)
}

export function momentWords(value: unknown, locale: string): string {
  if (typeof value !== 'string' && typeof value !== 'number') return ''
  if (Number.isNaN(new Date(value).getTime())) return String(value)
  return formatMoment(value, locale as Locale, company.timeZone)
}

export function placeWords(value: unknown): string {
  if (!value || typeof value !== 'object') return ''
  const { lat, lng, datum } = value as { lat?: number; lng?: number; datum?: string }
  if (typeof lat !== 'number' || typeof lng !== 'number') return ''
  return `${lat.toFixed(5)}, ${lng.toFixed(5)} ${datum ?? ''}`.trim()
}
