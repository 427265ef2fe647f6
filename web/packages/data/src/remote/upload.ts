/** A file sent by digest from the console; resumable within the page, checked by the server. */
import { bytesOf, digestOf } from '../digest.ts'
import { Unreachable } from '../errors.ts'
import type { Http } from '../http.ts'
import { LARGE_PIECE, sendPiece } from '../photos/upload.ts'
import type { UploadAnswer } from '../sync/protocol.ts'

const TRIES = 3

export async function uploadFile(
  http: Http,
  file: Blob,
  progress: (share: number) => void = () => {},
): Promise<{ digest: string; size: number; type: string }> {
  const bytes = await bytesOf(file)
  const digest = digestOf(bytes)
  const type = file.type || 'application/octet-stream'
  const opened = await http.json<UploadAnswer>('POST', '/uploads', { body: { digest, size: bytes.length, type } })
  if (typeof opened?.upload !== 'string') throw new Unreachable('foreign_answer', 'upload')
  let { offset, complete } = opened
  let tries = 0
  while (!complete && offset < bytes.length) {
    try {
      const answer = await sendPiece(http, opened.upload, bytes, offset, LARGE_PIECE)
      offset = answer.offset
      complete = answer.complete
      tries = 0
      progress(offset / Math.max(1, bytes.length))
    } catch (fault) {
      if (!(fault instanceof Unreachable) || ++tries >= TRIES) throw fault
    }
  }
  return { digest, size: bytes.length, type }
}
