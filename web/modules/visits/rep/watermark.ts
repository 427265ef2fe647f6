/**
 * The watermark: time, place, customer, rep and check code, drawn on a copy. The original stays untouched; its SHA-256
 * names it everywhere, and the check code is the start of that digest.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { lookOf } from './dhash'
import { canvasOf, drawMark, markLines, toJpeg, type Mark } from '@outrider/ui/src/mark'
import { checkCode } from '../shared/check-code'

export type { Mark }

export interface Shot {
  original: Blob
  shown: Blob
  width: number
  height: number
  code: string
  dhash: string | null
}

const LONGEST = 1920

async function markedCopy(source: HTMLCanvasElement, width: number, height: number, original: Blob, mark: Mark): Promise<Shot> {
  const code = checkCode(bytesToHex(sha256(new Uint8Array(await original.arrayBuffer()))))
  const dhash = lookOf(source)
  const [canvas, context] = canvasOf(width, height)
  context.drawImage(source, 0, 0, width, height)
  drawMark(context, width, height, markLines(mark, code))
  return { original, shown: await toJpeg(canvas, 0.8), width, height, code, dhash }
}

/** A frame of the running camera: the plain frame is the original. */
export async function shotFromVideo(video: HTMLVideoElement, mark: Mark): Promise<Shot> {
  const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight))
  const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)]
  const [canvas, context] = canvasOf(width, height)
  context.drawImage(video, 0, 0, width, height)
  return markedCopy(canvas, width, height, await toJpeg(canvas, 0.85), mark)
}

/** A file from the camera app: kept byte for byte when it is a JPEG of bearable size, else drawn once more. */
export async function shotFromFile(file: File, mark: Mark): Promise<Shot> {
  const image = await createImageBitmap(file)
  const scale = Math.min(1, LONGEST / Math.max(image.width, image.height))
  const [width, height] = [Math.round(image.width * scale), Math.round(image.height * scale)]
  const [canvas, context] = canvasOf(width, height)
  context.drawImage(image, 0, 0, width, height)
  image.close()
  const original = file.type === 'image/jpeg' && file.size <= 3_000_000 ? file : await toJpeg(canvas, 0.85)
  return markedCopy(canvas, width, height, original, mark)
}
