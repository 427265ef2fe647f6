/**
 * Distances on the phone. A pin keeps the datum it came in; it is turned to WGS-84 before it is compared with a fix.
 * GCJ-02 follows the published offset series; its inverse is found by iteration (centimetres after three rounds).
 */
import type { Pin } from '@outrider/data'

export interface Point {
  lat: number
  lng: number
}

const EARTH = 6_371_008.8
const AXIS = 6_378_245
const ECCENTRICITY = 0.006_693_421_622_965_943
const rad = (degrees: number) => (degrees * Math.PI) / 180

/** Great-circle distance in metres. */
export function distance(one: Point, two: Point): number {
  const lat = rad(two.lat - one.lat)
  const lng = rad(two.lng - one.lng)
  const h = Math.sin(lat / 2) ** 2 + Math.cos(rad(one.lat)) * Math.cos(rad(two.lat)) * Math.sin(lng / 2) ** 2
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(h)))
}

const outsideChina = (p: Point) => p.lng < 72.004 || p.lng > 137.8347 || p.lat < 0.8293 || p.lat > 55.8271

function waves(value: number, first: number, second: number): number {
  return (20 * Math.sin(6 * value * Math.PI) + 20 * Math.sin(2 * value * Math.PI)) * (2 / 3) * first + second
}

function offset(p: Point): Point {
  const x = p.lng - 105
  const y = p.lat - 35
  const root = Math.sqrt(Math.abs(x))
  const common = waves(x, 1, 0)
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common +
    ((20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * 2) / 3 +
    ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * 2) / 3
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common +
    ((20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * 2) / 3 +
    ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3
  const sin = Math.sin(rad(p.lat))
  const magic = 1 - ECCENTRICITY * sin * sin
  const meridian = (AXIS * (1 - ECCENTRICITY)) / (magic * Math.sqrt(magic))
  return {
    lat: (north * 180) / (meridian * Math.PI),
    lng: (east * 180) / ((AXIS / Math.sqrt(magic)) * Math.cos(rad(p.lat)) * Math.PI),
  }
}

/** WGS-84 to GCJ-02; outside China they are the same. */
export function toGcj(p: Point): Point {
  if (outsideChina(p)) return p
  const by = offset(p)
  return { lat: p.lat + by.lat, lng: p.lng + by.lng }
}

function fromGcj(p: Point): Point {
  if (outsideChina(p)) return p
  let guess = p
  for (let round = 0; round < 4; round += 1) {
    const shown = toGcj(guess)
    guess = { lat: guess.lat - (shown.lat - p.lat), lng: guess.lng - (shown.lng - p.lng) }
  }
  return guess
}

function bdToGcj(p: Point): Point {
  const twist = (Math.PI * 3000) / 180
  const x = p.lng - 0.0065
  const y = p.lat - 0.006
  const radius = Math.sqrt(x * x + y * y) - 0.000_02 * Math.sin(y * twist)
  const angle = Math.atan2(y, x) - 0.000_003 * Math.cos(x * twist)
  return { lng: radius * Math.cos(angle), lat: radius * Math.sin(angle) }
}

/** The pin in WGS-84. */
export function toWgs(pin: Pin): Point {
  const point = { lat: pin.lat, lng: pin.lng }
  if (pin.datum === 'GCJ-02') return fromGcj(point)
  if (pin.datum === 'BD-09') return fromGcj(bdToGcj(point))
  return point
}
