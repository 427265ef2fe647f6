/**
 * How a picture looks in 64 bits, from the camera's frame before the watermark is drawn; the server reckons the same
 * from the file (outrider/engine/files/image_child.py). The difference hash: N. Krawetz, "Kind of Like That", The
 * Hacker Factor Blog, 2013.
 */
const COLUMNS = 9
const ROWS = 8
const CELL = 16
/** A picture has a pattern when so many of its 64 neighbours differ by so many of 256 greys. */
const PATTERN_STEP = 4
const PATTERN_PAIRS = 16

/** 72 greys, row by row, to 16 hex digits; null for a wall or a covered lens, which would look like every other. */
export function dhashOf(greys: ArrayLike<number>): string | null {
  let [hex, nibble, pattern] = ['', 0, 0]
  for (let at = 0; at < 64; at += 1) {
    const cell = Math.floor(at / 8) * COLUMNS + (at % 8)
    const [left, right] = [greys[cell]!, greys[cell + 1]!]
    if (Math.abs(left - right) >= PATTERN_STEP) pattern += 1
    nibble = (nibble << 1) | Number(left > right)
    if (at % 4 === 3) {
      hex += nibble.toString(16)
      nibble = 0
    }
  }
  return pattern < PATTERN_PAIRS ? null : hex
}

/** The mean grey of each cell of a picture of 9 by 8 cells, each 16 by 16 pixels (RGBA). */
export function greysOf(pixels: ArrayLike<number>): number[] {
  const sums = new Array<number>(COLUMNS * ROWS).fill(0)
  const width = COLUMNS * CELL
  for (let y = 0; y < ROWS * CELL; y += 1)
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4
      const cell = Math.floor(y / CELL) * COLUMNS + Math.floor(x / CELL)
      sums[cell]! += 0.299 * pixels[at]! + 0.587 * pixels[at + 1]! + 0.114 * pixels[at + 2]!
    }
  return sums.map((sum) => Math.round(sum / (CELL * CELL)))
}

/** Of what is drawn on a canvas; never in the way of keeping the photo. */
export function lookOf(source: HTMLCanvasElement): string | null {
  try {
    const canvas = document.createElement('canvas')
    canvas.width = COLUMNS * CELL
    canvas.height = ROWS * CELL
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context) return null
    context.imageSmoothingQuality = 'high'
    context.drawImage(source, 0, 0, canvas.width, canvas.height)
    return dhashOf(greysOf(context.getImageData(0, 0, canvas.width, canvas.height).data))
  } catch {
    return null
  }
}
