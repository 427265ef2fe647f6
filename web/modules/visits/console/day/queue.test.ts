import { describe, expect, it } from 'vitest'
import type { QueueCard } from '@outrider/data'
import { afterDecision, keepPlace } from './queue'

const cards = (...ids: string[]) => ids.map((id) => ({ id }) as QueueCard)

describe('the queue under the hand', () => {
  it('keeps the card that is being read when others come before it', () => {
    expect(keepPlace(cards('a', 'b'), cards('x', 'a', 'b'), 1)).toBe(2)
  })
  it('stays in place when the card was decided elsewhere', () => {
    expect(keepPlace(cards('a', 'b', 'c'), cards('a', 'c'), 1)).toBe(1)
    expect(keepPlace(cards('a', 'b'), cards('a'), 1)).toBe(0)
    expect(keepPlace(cards('a'), cards(), 0)).toBe(0)
  })
  it('moves to the next card after a decision', () => {
    expect(afterDecision(3, 0)).toBe(0)
    expect(afterDecision(3, 2)).toBe(1)
    expect(afterDecision(1, 0)).toBe(0)
  })
})
