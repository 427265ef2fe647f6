import { describe, expect, it } from 'vitest'
import type { QueueCard } from '@outrider/data'
import { accountOf, afterDecision, keepPlace, recordOf } from './queue'

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

describe('what a card leads to', () => {
  const card = (entity: string, facts = {}) => ({ id: 'a', record_id: 'r', entity, facts }) as unknown as QueueCard
  it('opens the person of a phone and of what it sent, for neither has a page', () => {
    expect(recordOf(card('device', { person: 'p' }))).toEqual({ entity: 'person', id: 'p' })
    expect(recordOf(card('command', { person: 'p' }))).toEqual({ entity: 'person', id: 'p' })
    expect(recordOf(card('order', { person: 'p' }))).toEqual({ entity: 'order', id: 'r' })
  })
  it('tells what is held', () => {
    expect(accountOf(card('command', { account: [{ label: '客户', value: '惠民便利' }] }))).toEqual([{ label: '客户', value: '惠民便利' }])
    expect(accountOf(card('order'))).toEqual([])
  })
})
