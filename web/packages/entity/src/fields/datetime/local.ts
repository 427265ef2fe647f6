/** Between the wire's RFC 3339 and the platform's `datetime-local`, which knows no offset. */

const two = (n: number) => String(n).padStart(2, '0')

export function toLocalInput(value: unknown): string {
  if (typeof value !== 'string') return ''
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) return ''
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}

export function fromLocalInput(text: string): string | null {
  if (!text) return null
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return null
  const offset = -at.getTimezoneOffset()
  const sign = offset < 0 ? '-' : '+'
  const zone = `${sign}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`
  return `${text.length === 16 ? `${text}:00` : text}${zone}`
}
