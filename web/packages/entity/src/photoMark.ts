/** The five facts of a photo as the server gives them, and the lines that are drawn on the copy at the desk. Pure. */
import { markLines } from '@outrider/ui/src/mark'

export interface PhotoMark {
  taken_at: string
  customer: string
  address: string
  distance_m: number | null
  rep: string
  code: string
}
export interface ViewedPhoto {
  digest: string
  of: string
  caption: string
  received?: boolean
  mark?: PhotoMark
}
interface Words {
  moment(at: string): string
  distance(metres: number): string
}
type Say = (key: string, values?: Record<string, unknown>) => string

/** The shop's address and how far from it the visit was. */
export function placeOf({ address, distance_m }: Pick<PhotoMark, 'address' | 'distance_m'>, t: Say, format: Pick<Words, 'distance'>): string {
  const far = distance_m === null ? '' : t('entity.photo.away', { distance: format.distance(distance_m) })
  return [address, far].filter(Boolean).join(' · ') || t('entity.photo.no_place')
}

export function linesOf(mark: PhotoMark, t: Say, format: Words): string[] {
  return markLines({ time: format.moment(mark.taken_at), customer: mark.customer, rep: mark.rep, place: placeOf(mark, t, format), codeLabel: t('entity.photo.code') }, mark.code)
}
