import { describe, expect, it } from 'vitest'
import { asSteps, cleanConfig, freshKey, moved, unnamed } from './steps'

const step = (key: string, name = key) => asSteps([{ key, kind: 'photo', name: { 'zh-Hans': name }, required: true, config: {} }])[0]!

describe('steps under the editor', () => {
  it('never gives a new step the key of an old one', () => {
    expect(freshKey('photo', [])).toBe('photo')
    expect(freshKey('photo', [step('photo'), step('photo_2')])).toBe('photo_3')
    expect(freshKey('photo', [], ['photo'])).toBe('photo_2')
    expect(freshKey('拍照', [])).toBe('step')
  })
  it('moves one and leaves the order of the others', () => {
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
    expect(moved(['a', 'b'], 0, 5)).toEqual(['a', 'b'])
  })
  it('drops settings that nobody set and finds steps without a name', () => {
    expect(cleanConfig({ min_photos: 2, sample_digest: '', chips: [], talking_points: null })).toEqual({ min_photos: 2 })
    expect(unnamed([step('a'), step('b', ' ')])).toEqual([1])
  })
})
