/**
 * How dates, money, distances and quantities are written, in each language. Pure functions over values.
 *
 * Money and quantities arrive as decimal strings and stay exact: no float ever carries them.
 * 11月23日 周一 08:52 · ¥86,420 · 8.64万 · 350 米
 */
import { wallIn, type Wall } from '@outrider/data/wall'
import { LOCALES, type Locale } from './i18n'

/** Without a zone the device's own is meant. */
function parts(at: Date, zone: string | undefined): Wall {
  return wallIn(at.getTime(), zone ?? (deviceZone ??= new Intl.DateTimeFormat().resolvedOptions().timeZone))
}

let deviceZone: string | undefined

const EN_DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
/** Day names from Sunday on. */
export const dayNames = (locale: Locale): readonly string[] => (locale === 'en' ? EN_DAYS : ZH_DAYS[locale])

const ZH_DAYS: Record<'zh-Hans' | 'zh-Hant', string[]> = {
  'zh-Hans': ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  'zh-Hant': ['週日', '週一', '週二', '週三', '週四', '週五', '週六'],
}
const EN_MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The calendar day ("2026-11-23") of an instant in a time zone. */
export function dayOf(at: Date | string | number, zone?: string): string {
  const p = parts(new Date(at), zone)
  return `${p.year}-${p.month}-${p.day}`
}

/** The day `count` days after `day`; plain calendar arithmetic, no zone. */
export function addDays(day: string, count: number): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + count)
  return at.toISOString().slice(0, 10)
}

/** Whole days from `from` to `to` (negative when `to` is earlier). */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
}

/** The month of a day for people: 11月 / Nov. */
export function formatMonth(day: string, locale: Locale = LOCALES[0]): string {
  const month = Number(day.slice(5, 7))
  return locale === 'en' ? EN_MONTHS[month - 1]! : `${month}月`
}

/** A calendar day for people: 11月23日 周一 / Mon 23 Nov; the year only when asked for. */
export function formatDay(day: string, locale: Locale = LOCALES[0], withYear = false, withWeekday = true): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const weekday = new Date(Date.UTC(year, month - 1, date)).getUTCDay()
  if (locale === 'en') {
    const text = `${withWeekday ? `${EN_DAYS[weekday]} ` : ''}${date} ${EN_MONTHS[month - 1]}`
    return withYear ? `${text} ${year}` : text
  }
  const text = `${withYear ? `${year}年` : ''}${month}月${date}日`
  return withWeekday ? `${text} ${ZH_DAYS[locale][weekday]}` : text
}

/** 08:52 */
export function formatTime(at: Date | string | number, zone?: string): string {
  const p = parts(new Date(at), zone)
  return `${p.hour}:${p.minute}`
}

/** 11月23日 周一 08:52 */
export function formatMoment(at: Date | string | number, locale: Locale = LOCALES[0], zone?: string): string {
  return `${formatDay(dayOf(at, zone), locale)} ${formatTime(at, zone)}`
}

const SYMBOLS: Record<string, string> = { CNY: '¥', USD: '$', EUR: '€', TWD: 'NT$', HKD: 'HK$' }

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/**
 * ¥1,286 · ¥1,286.50: cents only when there are any, or always when asked for (columns of amounts); more than
 * two decimals are kept as they are.
 */
export function formatMoney(amount: string | null | undefined, currency = 'CNY', cents = false): string {
  if (amount === null || amount === undefined || amount === '') return '–'
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount)
  if (!match) return amount
  const [, sign = '', whole = '0', fraction = ''] = match
  let rest = fraction.replace(/0+$/, '')
  if (cents || rest) rest = rest.padEnd(2, '0')
  const symbol = SYMBOLS[currency] ?? `${currency} `
  return `${sign}${symbol}${grouped(whole.replace(/^0+(?=\d)/, ''))}${rest ? `.${rest}` : ''}`
}

/** ¥8.64万 from 10,000 on in Chinese, ¥86.4K in English; below that like formatMoney, without cents. */
export function formatMoneyShort(amount: string, currency = 'CNY', locale: Locale = LOCALES[0]): string {
  const whole = Number(amount)
  if (!Number.isFinite(whole)) return amount
  const symbol = SYMBOLS[currency] ?? `${currency} `
  const trim = (value: number, digits: number) => String(Number(value.toFixed(digits)))
  const size = Math.abs(whole)
  if (locale === 'en') {
    if (size >= 1e6) return `${symbol}${trim(whole / 1e6, 2)}M`
    if (size >= 1e4) return `${symbol}${trim(whole / 1e3, 1)}K`
  } else {
    if (size >= 1e8) return `${symbol}${trim(whole / 1e8, 2)}${locale === 'zh-Hant' ? '億' : '亿'}`
    if (size >= 1e4) return `${symbol}${trim(whole / 1e4, 2)}${locale === 'zh-Hant' ? '萬' : '万'}`
  }
  return formatMoney(String(Math.round(whole)), currency)
}

/** 350 米 · 1.8 公里 */
export function formatDistance(metres: number | null | undefined, locale: Locale = LOCALES[0]): string {
  if (metres === null || metres === undefined || !Number.isFinite(metres)) return '–'
  const en = locale === 'en'
  if (metres < 1000) return `${Math.round(metres)} ${en ? 'm' : '米'}`
  const km = metres / 1000
  return `${km < 10 ? Number(km.toFixed(1)) : Math.round(km)} ${en ? 'km' : '公里'}`
}

/** ¥46,343: whole units, for figures that are read at a glance; half a unit counts as one. */
export function formatMoneyWhole(amount: string, currency = 'CNY'): string {
  const whole = Number(amount)
  return Number.isFinite(whole) ? formatMoney(String(Math.round(whole)), currency) : amount
}

/** 12 分钟 · 1 小时 5 分; a minute counts once it is over, as on a clock. */
export function formatDuration(seconds: number, locale: Locale = LOCALES[0]): string {
  const minutes = Math.max(0, Math.floor(seconds / 60))
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (locale === 'en') return hours ? `${hours} h ${rest} min` : `${minutes} min`
  const [h, m] = locale === 'zh-Hant' ? ['小時', '分鐘'] : ['小时', '分钟']
  return hours ? `${hours} ${h}${rest ? ` ${rest} 分` : ''}` : `${minutes} ${m}`
}

/** 5,613: how many there are. */
export const formatCount = (count: number): string => grouped(String(count))

/** "12.500" -> "12.5", "3.000" -> "3": a quantity as people write it. */
export function formatQuantity(quantity: string): string {
  return quantity.includes('.') ? quantity.replace(/\.?0+$/, '') : quantity
}

/** The words of a label that an administrator wrote, in the reader's language with fallback. */
export function labelText(label: string | Partial<Record<Locale, string>> | null | undefined, locale: Locale): string {
  if (!label) return ''
  if (typeof label === 'string') return label
  return label[locale] || label['zh-Hans'] || label['zh-Hant'] || label.en || ''
}
