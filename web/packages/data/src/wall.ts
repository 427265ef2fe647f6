/**
 * The wall clock of a time zone, in digits. Where the browser has Temporal it is asked: a first Intl formatter costs
 * a cheap phone some 150 ms, which Today would wait for.
 */
export interface Wall {
  year: string
  month: string
  day: string
  hour: string
  minute: string
  second: string
}

/** The part of Temporal that is used; not every browser of the field has it. */
interface TemporalLike {
  Instant: { fromEpochMilliseconds(ms: number): { toZonedDateTimeISO(zone: string): { toPlainDateTime(): { toString(options: object): string } } } }
}

const temporal = (globalThis as { Temporal?: TemporalLike }).Temporal
const ISO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/
const formatters = new Map<string, Intl.DateTimeFormat>()

/** What a clock in this zone shows at this instant. */
export function wallIn(ms: number, zone: string): Wall {
  if (temporal) {
    const shown = temporal.Instant.fromEpochMilliseconds(Math.floor(ms)).toZonedDateTimeISO(zone).toPlainDateTime()
    // Years beyond four digits are written otherwise; the formatter below knows them.
    const found = ISO.exec(shown.toString({ smallestUnit: 'second' }))
    if (found) return { year: found[1]!, month: found[2]!, day: found[3]!, hour: found[4]!, minute: found[5]!, second: found[6]! }
  }
  return Object.fromEntries(formatterOf(zone).formatToParts(ms).map((part) => [part.type, part.value])) as unknown as Wall
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formatters.set(zone, formatter)
  }
  return formatter
}
