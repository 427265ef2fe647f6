/**
 * Turns what the server gives for the map into MapLibre sources and layers. Pure. No source names an
 * address: the map never asks anybody outside. No symbol layer either: glyphs would have to be fetched,
 * so all words on the map are HTML markers.
 */
import type { MapData } from '@outrider/data'
import type { Feature, FeatureCollection, Geometry, Position } from 'geojson'
import type { LayerSpecification, LngLatBoundsLike, SourceSpecification, StyleSpecification } from 'maplibre-gl'

export interface Palette {
  ground: string
  block: string
  water: string
  green: string
  road: string
  roadCase: string
  line: string
  accent: string
  good: string
  quiet: string
  warn: string
  surface: string
}

/** A part of the demo city's own layer: drawn by its kind, named by its name. */
interface BaseLayer {
  id?: string
  key?: string
  kind?: string
  type?: string
  name?: unknown
  features?: unknown
  data?: unknown
  geojson?: unknown
}
type Collection = FeatureCollection

function collectionOf(layer: BaseLayer): Collection | null {
  const found = (layer.data ?? layer.geojson ?? (Array.isArray(layer.features) ? { type: 'FeatureCollection', features: layer.features } : null)) as Collection | null
  return found?.type === 'FeatureCollection' && Array.isArray(found.features) ? found : null
}

function paintsOf(kind: string, palette: Palette): Pick<LayerSpecification, 'type' | 'paint'>[] {
  if (/water|river|lake|sea/.test(kind)) {
    return [
      { type: 'fill', paint: { 'fill-color': palette.water } },
      { type: 'line', paint: { 'line-color': palette.water, 'line-width': ['coalesce', ['get', 'width'], 6] } },
    ]
  }
  if (/green|park/.test(kind)) return [{ type: 'fill', paint: { 'fill-color': palette.green } }]
  if (/district|area|block/.test(kind)) {
    return [
      { type: 'fill', paint: { 'fill-color': palette.block } },
      { type: 'line', paint: { 'line-color': palette.line, 'line-width': 1, 'line-dasharray': [4, 3] } },
    ]
  }
  const width: LayerSpecification['paint'] = { 'line-color': palette.road, 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 1, 15, /main|major|avenue|primary/.test(kind) ? 7 : 4] }
  return [{ type: 'line', paint: { ...width, 'line-color': palette.roadCase, 'line-gap-width': 0 } }, { type: 'line', paint: width }] as Pick<LayerSpecification, 'type' | 'paint'>[]
}

const GEOMETRY: Record<string, string[]> = { fill: ['Polygon', 'MultiPolygon'], line: ['LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'] }

export function baseStyle(base: MapData['base'], palette: Palette): StyleSpecification {
  const sources: Record<string, SourceSpecification> = {}
  const layers: LayerSpecification[] = [{ id: 'ground', type: 'background', paint: { 'background-color': palette.ground } }]
  for (const [index, raw] of (base?.layers ?? []).entries()) {
    const layer = raw as BaseLayer
    const data = collectionOf(layer)
    if (!data) continue
    const name = `base-${index}`
    const kind = String(layer.kind ?? layer.id ?? layer.key ?? '')
    sources[name] = { type: 'geojson', data }
    paintsOf(kind, palette).forEach((paint, at) => {
      const kinds = paint.type === 'line' && /water|river/.test(kind) ? ['LineString', 'MultiLineString'] : GEOMETRY[paint.type]
      layers.push({ id: `${name}-${at}`, source: name, filter: ['in', ['geometry-type'], ['literal', kinds]], ...paint } as LayerSpecification)
    })
  }
  return { version: 8, sources, layers }
}

/** Names of the base that can be written beside their place: points, and polygons at their middle. */
export function baseNames(base: MapData['base'], words: (label: unknown) => string): { name: string; lng: number; lat: number }[] {
  return (base?.layers ?? []).flatMap((raw) => {
    const layer = raw as BaseLayer
    if (!/district|area|label|place/.test(String(layer.kind ?? layer.id ?? layer.key ?? ''))) return []
    return (collectionOf(layer)?.features ?? []).flatMap((feature: Feature) => {
      const name = words(feature.properties?.name ?? feature.properties?.label)
      const middle = middleOf(feature.geometry)
      return name && middle ? [{ name, lng: middle[0], lat: middle[1] }] : []
    })
  })
}

function middleOf(geometry: Geometry): [number, number] | null {
  if (geometry.type === 'Point') return [geometry.coordinates[0]!, geometry.coordinates[1]!]
  const ring = geometry.type === 'Polygon' ? geometry.coordinates[0] : geometry.type === 'MultiPolygon' ? geometry.coordinates[0]?.[0] : null
  if (!ring?.length) return null
  const lngs = ring.map((point: Position) => point[0]!)
  const lats = ring.map((point: Position) => point[1]!)
  return [(Math.min(...lngs) + Math.max(...lngs)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2]
}

export function customersCollection(customers: MapData['customers']): Collection {
  return {
    type: 'FeatureCollection',
    features: customers.map((one) => ({ type: 'Feature', properties: { id: one.id, name: one.name, state: one.state, grade: one.grade, unconfirmed: one.unconfirmed === true }, geometry: { type: 'Point', coordinates: [one.lng, one.lat] } })),
  }
}

/** Check-ins of one person joined in their order. It is no track: the screen says so and the line is dashed. */
export function joinedCheckIns(track: { lat: number; lng: number; at: string }[]): Collection {
  const points = [...track].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).map((point) => [point.lng, point.lat])
  return {
    type: 'FeatureCollection',
    features: points.length > 1 ? [{ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates: points } }] : [],
  }
}

/** The box around everything; far outliers (a pin at 0,0) do not zoom the map out of the city. */
export function boundsOf(points: { lat: number; lng: number }[]): LngLatBoundsLike | null {
  if (!points.length) return null
  const cut = (values: number[]) => {
    const sorted = [...values].sort((a, b) => a - b)
    const edge = sorted.length < 10 ? 0 : Math.max(1, Math.floor(sorted.length * 0.02))
    return [sorted[edge]!, sorted[sorted.length - 1 - edge]!] as const
  }
  const [west, east] = cut(points.map((point) => point.lng))
  const [south, north] = cut(points.map((point) => point.lat))
  return [[west, south], [east, north]]
}
