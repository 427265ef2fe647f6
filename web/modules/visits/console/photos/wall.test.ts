import { describe, expect, it } from 'vitest'
import { geometryOf, pagesOf, sightOf, step } from './wall'

describe('the wall of photos', () => {
  it('fits as many columns as the width allows', () => {
    expect(geometryOf(1200)).toEqual({ columns: 6, tileWidth: 190, rowHeight: 223 })
    expect(geometryOf(150).columns).toBe(1)
  })

  it('holds only what is in sight and two rows around it', () => {
    const geometry = { columns: 5, tileWidth: 190, rowHeight: 200 }
    expect(sightOf(geometry, 1000, 0, 600)).toEqual({ first: 0, last: 25, top: 0, height: 40_000 })
    expect(sightOf(geometry, 1000, 10_000, 600)).toEqual({ first: 240, last: 275, top: 9600, height: 40_000 })
    expect(sightOf(geometry, 7, 0, 600)).toEqual({ first: 0, last: 7, top: 0, height: 400 })
  })

  it('asks for the pages that hold it', () => {
    expect(pagesOf(0, 25)).toEqual([1])
    expect(pagesOf(50, 70)).toEqual([1, 2])
    expect(pagesOf(60, 120)).toEqual([2])
    expect(pagesOf(0, 0)).toEqual([])
  })

  it('walks without falling off', () => {
    expect([step(0, -1, 5), step(4, 1, 5), step(-1, 1, 5), step(0, 1, 0)]).toEqual([0, 4, 0, -1])
  })
})
