import { describe, expect, it } from 'vitest'
import vectors from '../shared/looks.json'
import { dhashOf, greysOf } from './dhash'

describe('how a picture looks', () => {
  it.each(vectors)('is reckoned as the server does: $look', ({ greys, look }) => {
    expect(dhashOf(greys)).toBe(look)
  })
  it('reads the mean grey of each cell', () => {
    const pixels = new Uint8ClampedArray(144 * 128 * 4).fill(255)
    for (let y = 0; y < 16; y += 1) for (let x = 16; x < 24; x += 1) pixels.fill(0, (y * 144 + x) * 4, (y * 144 + x) * 4 + 3)
    const greys = greysOf(pixels)
    expect([greys.length, greys[0], greys[1], greys[2]]).toEqual([72, 255, 128, 255])
  })
})
