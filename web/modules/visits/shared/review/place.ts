/** The pin, its fence and the fixes of a check-in as a drawing: north is up, one scale both ways, no ground under it. Pure. */
import type { ReviewPlace } from './read'

export interface Mark {
  x: number
  y: number
  /** Of the stated accuracy, in units of the drawing. */
  r: number
}

export interface PlaceDrawing {
  pin: Mark | null
  proposed: Mark | null
  fixes: Mark[]
  metresPerUnit: number
}

const DEGREE_M = 111_320
const SMALLEST_M = 120
const PAD = 14
/** A stated accuracy of kilometres would make the shop a dot; its circle is cut off instead. */
const LARGEST_ACCURACY_M = 2_000

export function drawPlace(place: ReviewPlace, width: number, height: number): PlaceDrawing | null {
  const all = [place.pin, place.proposed, ...place.fixes.map((one) => one.place)].filter((one) => one !== null)
  if (!all.length) return null
  const [south, north] = [Math.min(...all.map((one) => one[0])), Math.max(...all.map((one) => one[0]))]
  const [west, east] = [Math.min(...all.map((one) => one[1])), Math.max(...all.map((one) => one[1]))]
  const [lat, lng] = [(south + north) / 2, (west + east) / 2]
  const narrow = Math.cos((lat * Math.PI) / 180)
  const margin = place.pin ? Math.max(SMALLEST_M, place.fence_m) : SMALLEST_M
  const tall = (north - south) * DEGREE_M + 2 * margin
  const wide = (east - west) * DEGREE_M * narrow + 2 * margin
  const metresPerUnit = Math.max(tall / (height - 2 * PAD), wide / (width - 2 * PAD))
  const at = ([y, x]: [number, number], metres: number): Mark => ({
    x: width / 2 + ((x - lng) * DEGREE_M * narrow) / metresPerUnit,
    y: height / 2 - ((y - lat) * DEGREE_M) / metresPerUnit,
    r: Math.min(metres, LARGEST_ACCURACY_M) / metresPerUnit,
  })
  return {
    pin: place.pin && at(place.pin, place.fence_m),
    proposed: place.proposed && at(place.proposed, 0),
    fixes: place.fixes.map((one) => at(one.place, one.accuracy ?? 0)),
    metresPerUnit,
  }
}
