/**
 * Today's closing time out of an opening-hours text (the OpenStreetMap form). Only plain rules are read
 * (Mo-Fr 08:00-12:00,14:00-20:00; Sa off); anything else is shown as it was written, never guessed.
 */
const DAYS = ['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa']

export type Opening = { state: 'open'; until: string } | { state: 'closed'; from: string | null } | { state: 'always' } | null

function daysOf(text: string): Set<number> | null {
  if (!text) return new Set([0, 1, 2, 3, 4, 5, 6])
  const days = new Set<number>()
  for (const part of text.split(',')) {
    const [from, to] = part.trim().split('-').map((name) => DAYS.indexOf(name))
    if (from === undefined || from < 0 || (to !== undefined && to < 0)) return null
    for (let day = from; ; day = (day + 1) % 7) {
      days.add(day)
      if (day === (to ?? from)) break
    }
  }
  return days
}

function spansOf(text: string): [string, string][] | null {
  if (/^(off|closed)$/i.test(text)) return []
  const spans: [string, string][] = []
  for (const part of text.split(',')) {
    const match = /^(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})$/.exec(part.trim())
    if (!match) return null
    spans.push([match[1]!.padStart(5, '0'), match[2]!.padStart(5, '0')])
  }
  return spans
}

/** The text with day names and "off" in the reader's words (`names` from Sunday on); anything else stays as written. */
export function sayHours(text: string, names: readonly string[], off: string, to: string): string {
  return text
    .replace(/\b(Mo|Tu|We|Th|Fr|Sa|Su)-(Mo|Tu|We|Th|Fr|Sa|Su)\b/g, (_, from: string, until: string) => `${names[DAYS.indexOf(from)]}${to}${names[DAYS.indexOf(until)]}`)
    .replace(/\b(Mo|Tu|We|Th|Fr|Sa|Su)\b/g, (day) => names[DAYS.indexOf(day)] ?? day)
    .replace(/\b(off|closed)\b/gi, off)
    .replace(/\s*;\s*/g, to === '–' ? '; ' : ';')
}

/** What the text says for a weekday (0 = Sunday) at a time "HH:MM"; null when it cannot be read. */
export function openingAt(text: string | null | undefined, weekday: number, time: string): Opening {
  const rules = text?.trim()
  if (!rules) return null
  if (rules === '24/7') return { state: 'always' }
  let today: [string, string][] | null = null
  for (const rule of rules.split(';').map((one) => one.trim()).filter(Boolean)) {
    const match = /^((?:(?:Mo|Tu|We|Th|Fr|Sa|Su)(?:-(?:Mo|Tu|We|Th|Fr|Sa|Su))?,?\s*)*)\s*(.+)$/.exec(rule)
    const days = match && daysOf(match[1]!.replace(/[\s,]+$/, ''))
    const spans = match && spansOf(match[2]!)
    if (!days || !spans) return null
    if (days.has(weekday)) today = spans
  }
  if (!today?.length) return { state: 'closed', from: null }
  for (const [from, to] of today) {
    if (time < from) return { state: 'closed', from }
    if (time < to || to <= from) return { state: 'open', until: to }
  }
  return { state: 'closed', from: null }
}
