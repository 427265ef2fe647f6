/** A report for the group chat: copied as text, or drawn as one picture and handed to the phone's share sheet. */
import type { Line } from '../shared/text'

export async function copyText(text: string): Promise<void> {
  const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false)
  if (copied) return
  // Plain http has no clipboard, some chat apps' browsers refuse it: the old way, with a field that nobody sees.
  const field = document.createElement('textarea')
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  document.body.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  if (!done) throw new Error('copy')
}

const WIDTH = 750
const EDGE = 40
const LABEL = 170

function wrapped(context: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines: string[] = []
  for (const part of text.split('\n')) {
    let line = ''
    for (const letter of part) {
      if (line && context.measureText(line + letter).width > width) {
        lines.push(line)
        line = ''
      }
      line += letter
    }
    lines.push(line)
  }
  return lines
}

/** Light on paper whatever the phone's look: it is read in a chat. */
export async function pictureOf(heading: string, lines: readonly Line[]): Promise<Blob> {
  const style = getComputedStyle(document.documentElement)
  const font = (size: number, weight = '400') => `${weight} ${size}px ${style.fontFamily || 'sans-serif'}`
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  const context = canvas.getContext('2d')!
  context.font = font(28)
  const rows = lines.map((line) => ({ label: line.label, text: wrapped(context, line.text, WIDTH - 2 * EDGE - LABEL) }))
  canvas.height = 150 + rows.reduce((sum, row) => sum + row.text.length * 42 + 18, 0)
  context.fillStyle = 'white'
  context.fillRect(0, 0, WIDTH, canvas.height)
  context.textBaseline = 'top'
  context.fillStyle = 'black'
  context.font = font(36, '600')
  context.fillText(heading, EDGE, EDGE, WIDTH - 2 * EDGE)
  let y = 120
  for (const row of rows) {
    context.font = font(28)
    context.fillStyle = 'dimgray'
    context.fillText(row.label, EDGE, y, LABEL - 10)
    context.fillStyle = 'black'
    row.text.forEach((line, index) => context.fillText(line, EDGE + LABEL, y + index * 42))
    y += row.text.length * 42 + 18
  }
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('canvas'))), 'image/png'))
}

/** The phone's share sheet, or a download where it has none. */
export async function sharePicture(picture: Blob, name: string): Promise<void> {
  const file = new File([picture], name, { type: 'image/png' })
  if (navigator.canShare?.({ files: [file] })) {
    await navigator.share({ files: [file] }).catch((error: unknown) => {
      if ((error as Error).name !== 'AbortError') throw error
    })
    return
  }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(picture)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
