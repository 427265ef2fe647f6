/**
 * The day's stops as a drawing and as times: where each lies on a small map, and about when one gets there in the
 * given order. Pure; distances are straight lines made longer by a factor, so every time is an estimate and said so.
 */
import { distance, type Point } from '@outrider/customers/shared/geo'

export interface Box {
  width: number
  height: number
  /** Kept free around the outermost marks. */
  pad: number
  /** Marks are moved apart until their centres are this far from each other. */
  apart: number
}

export interface Drawing {
  at: { x: number; y: number }[]
  metresPerUnit: number
}

const DEGREE_M = 111_320
/** A single shop, or several in one house, is not blown up to fill the picture. */
const SMALLEST_M = 300
const ROUNDS = 24

/** North is up; the same scale both ways; `points` in, one place in the box for each out. */
export function drawn(points: readonly Point[], box: Box): Drawing {
  if (!points.length) return { at: [], metresPerUnit: 1 }
  const lats = points.map((one) => one.lat)
  const lngs = points.map((one) => one.lng)
  const middle = { lat: (Math.min(...lats) + Math.max(...lats)) / 2, lng: (Math.min(...lngs) + Math.max(...lngs)) / 2 }
  const narrow = Math.cos((middle.lat * Math.PI) / 180)
  const flat = points.map((one) => ({ x: (one.lng - middle.lng) * DEGREE_M * narrow, y: (middle.lat - one.lat) * DEGREE_M }))
  const reach = (axis: 'x' | 'y') => Math.max(SMALLEST_M / 2, ...flat.map((one) => Math.abs(one[axis])))
  const metresPerUnit = Math.max((2 * reach('x')) / (box.width - 2 * box.pad), (2 * reach('y')) / (box.height - 2 * box.pad))
  const at = flat.map((one) => ({ x: box.width / 2 + one.x / metresPerUnit, y: box.height / 2 + one.y / metresPerUnit }))
  movedApart(at, box)
  return { at, metresPerUnit }
}

/** Two marks on one spot could be neither read nor tapped: each pair is pushed apart along its own line. */
function movedApart(at: { x: number; y: number }[], box: Box): void {
  const within = (value: number, size: number) => Math.min(size - box.pad, Math.max(box.pad, value))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, one] of at.entries()) {
      for (const other of at.slice(index + 1)) {
        const [dx, dy] = [other.x - one.x || 0.01 * (index + 1), other.y - one.y]
        const gap = Math.hypot(dx, dy)
        if (gap >= box.apart) continue
        const push = (box.apart - gap) / 2 / gap
        one.x = within(one.x - dx * push, box.width)
        one.y = within(one.y - dy * push, box.height)
        other.x = within(other.x + dx * push, box.width)
        other.y = within(other.y + dy * push, box.height)
      }
    }
  }
}

/** The longest round length whose bar is at most `longest` units. */
export function scaleBar(metresPerUnit: number, longest: number): { metres: number; units: number } {
  const most = metresPerUnit * longest
  const step = 10 ** Math.floor(Math.log10(most))
  const metres = [5, 2, 1].map((times) => times * step).find((one) => one <= most) ?? step
  return { metres, units: metres / metresPerUnit }
}

/** Streets are longer than the line between two shops, and one parks and walks: a motor scooter in town. */
const DETOUR = 1.4
const METRES_PER_MINUTE = 300
const PARKING_MIN = 2
const UNKNOWN_WAY_MIN = 10
const MINUTE = 60_000
const STEP = 5 * MINUTE

export function wayMinutes(from: Point | null, to: Point | null): number {
  if (!from || !to) return UNKNOWN_WAY_MIN
  return PARKING_MIN + (distance(from, to) * DETOUR) / METRES_PER_MINUTE
}

export interface Leg {
  id: string
  place: Point | null
}

/** About when each stop is reached, to five minutes, and when the last one is left; times in ms. */
export function arrivals(legs: readonly Leg[], start: { at: number; place: Point | null }, stayMin: number): { at: Map<string, number>; end: number | null } {
  const at = new Map<string, number>()
  let [time, place] = [start.at, start.place]
  for (const leg of legs) {
    time += wayMinutes(place, leg.place) * MINUTE
    at.set(leg.id, Math.ceil(time / STEP) * STEP)
    time += stayMin * MINUTE
    place = leg.place ?? place
  }
  return { at, end: legs.length ? Math.ceil(time / STEP) * STEP : null }
}

/** The planned route knows opening hours and lunch: who is early arrives when it says, who is late when he can. */
export function notBefore(
  found: { at: Map<string, number>; end: number | null },
  plans: readonly { id: string; eta?: string | null; leave_at?: string | null }[],
): { at: Map<string, number>; end: number | null } {
  const at = new Map(found.at)
  for (const plan of plans) {
    const planned = Date.parse(plan.eta ?? '')
    if (planned > (at.get(plan.id) ?? Infinity)) at.set(plan.id, Math.ceil(planned / STEP) * STEP)
  }
  const leave = Math.ceil(Date.parse(plans.at(-1)?.leave_at ?? '') / STEP) * STEP
  return { at, end: found.end !== null && leave > found.end ? leave : found.end }
}

const USUAL_STAY_MIN = 15
const ENOUGH = 5

/** The middle one of the rep's own recent times in store; the usual one while there are few. */
export function usualStay(seconds: readonly (number | null | undefined)[]): number {
  const known = seconds.filter((one): one is number => typeof one === 'number' && one >= 60).sort((one, two) => one - two)
  if (known.length < ENOUGH) return USUAL_STAY_MIN
  return Math.round(known[Math.floor(known.length / 2)]! / 60)
}
