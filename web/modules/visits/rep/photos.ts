/** A captured photo as a command names it. */
import type { CapturedPhoto, PhotoRef } from '@outrider/data'

export const photoRefs = (photos: readonly CapturedPhoto[]): PhotoRef[] =>
  photos.map(({ photo_id, digest, size, width, height, taken_at, check_code, shown_digest, dhash }) => ({
    photo_id,
    digest,
    size,
    width,
    height,
    taken_at,
    check_code,
    shown_digest,
    ...(dhash ? { dhash } : {}),
  }))
