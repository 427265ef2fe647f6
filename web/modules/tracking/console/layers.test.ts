import { describe, expect, it } from 'vitest'
import { baseStyle, boundsOf, customersCollection, joinedCheckIns, type Palette } from './layers'

const palette = Object.fromEntries(['ground', 'block', 'water', 'green', 'road', 'roadCase', 'line', 'accent', 'good', 'quiet', 'surface'].map((key) => [key, '#000'])) as unknown as Palette

describe('the map', () => {
  it('is a plain ground when the server has no base', () => {
    expect(baseStyle(null, palette)).toEqual({ version: 8, sources: {}, layers: [{ id: 'ground', type: 'background', paint: { 'background-color': '#000' } }] })
  })

  it('asks nobody: every source carries its own data, no glyphs, no sprites, no symbols', () => {
    const data = { type: 'FeatureCollection', features: [] }
    const style = baseStyle({ layers: [{ kind: 'district', data }, { kind: 'river', geojson: data }, { kind: 'road_main', features: [] }, { kind: 'broken' }] }, palette)
    expect(Object.values(style.sources).every((source) => source.type === 'geojson' && typeof source.data === 'object')).toBe(true)
    expect(style.glyphs ?? style.sprite).toBeUndefined()
    expect(style.layers.some((layer) => layer.type === 'symbol')).toBe(false)
    expect(JSON.stringify(style)).not.toMatch(/https?:/)
  })

  it('joins check-ins in the order of time', () => {
    const line = joinedCheckIns([{ lat: 2, lng: 1, at: '2026-11-23T10:00:00Z' }, { lat: 4, lng: 3, at: '2026-11-23T09:00:00Z' }])
    expect(line.features[0]!.geometry).toEqual({ type: 'LineString', coordinates: [[3, 4], [1, 2]] })
    expect(joinedCheckIns([{ lat: 2, lng: 1, at: '2026-11-23T10:00:00Z' }]).features).toEqual([])
  })

  it('is not pulled out of the city by one wrong pin', () => {
    const city = Array.from({ length: 99 }, (_, index) => ({ lat: 30 + index / 1000, lng: 120 + index / 1000 }))
    expect(boundsOf([...city, { lat: 0, lng: 0 }])).toEqual([[120.001, 30.001], [120.096, 30.096]])
    expect(boundsOf([])).toBeNull()
    expect(customersCollection([{ id: 'a', name: 'A', lat: 1, lng: 2, grade: 'A', state: 'done' }]).features[0]!.geometry).toEqual({ type: 'Point', coordinates: [2, 1] })
  })
})
