/**
 * What is drawn on a copy of a photo: time, customer, rep and place, check code, as lines on a dark band along the
 * foot. The phone draws it when the photo is taken, the desk when it is looked at or kept; the original stays plain.
 */
export interface Mark {
  time: string
  customer: string
  rep: string
  place: string
  codeLabel: string
}

type Drawing = Pick<CanvasRenderingContext2D, 'fillStyle' | 'textBaseline' | 'font' | 'fillRect' | 'fillText'>

export const markLines = (mark: Mark, code: string): string[] => [mark.time, mark.customer, `${mark.rep} · ${mark.place}`, `${mark.codeLabel} ${code}`]

/** Sizes follow the picture. */
export function drawMark(context: Drawing, width: number, height: number, lines: string[]): void {
  const size = Math.max(14, Math.round(Math.min(width, height) / 32))
  const line = Math.round(size * 1.45)
  const band = line * lines.length + size
  context.fillStyle = 'rgb(0 0 0 / 0.55)'
  context.fillRect(0, height - band, width, band)
  context.fillStyle = 'white'
  context.textBaseline = 'top'
  context.font = `600 ${size}px system-ui, sans-serif`
  lines.forEach((text, index) => context.fillText(text, size * 0.8, height - band + size / 2 + index * line, width - size * 1.6))
}

export function canvasOf(width: number, height: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (!context) throw new Error('canvas')
  return [canvas, context]
}

export const toJpeg = (canvas: HTMLCanvasElement, quality: number): Promise<Blob> =>
  new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('jpeg'))), 'image/jpeg', quality))

/** A copy of the picture at an address of this page, with these lines on it. */
export async function markedCopy(address: string, lines: string[]): Promise<Blob> {
  const image = new Image()
  image.src = address
  await image.decode()
  const [width, height] = [image.naturalWidth, image.naturalHeight]
  const [canvas, context] = canvasOf(width, height)
  context.drawImage(image, 0, 0, width, height)
  drawMark(context, width, height, lines)
  return toJpeg(canvas, 0.9)
}
