import { describe, expect, it } from 'vitest'
import { shownRows, type ReportRow } from './read'

const row = (name: string, more: Partial<ReportRow>): ReportRow =>
  ({ person: { id: name, name }, state: 'none', id: null, submitted_at: null, unread: false, problems: '', support: '', tomorrow: '', facts: {}, ...more }) as ReportRow

describe('the reports of a day', () => {
  const rows = [row('a', {}), row('b', { state: 'missing' }), row('c', { state: 'submitted', unread: true }), row('d', { state: 'submitted' })]

  it('stand with the unread first, then the missing', () => {
    expect(shownRows(rows, 'all').map((one) => one.person.name)).toEqual(['c', 'b', 'd', 'a'])
  })

  it('are filtered', () => {
    expect(shownRows(rows, 'missing').map((one) => one.person.name)).toEqual(['b'])
    expect(shownRows(rows, 'unread').map((one) => one.person.name)).toEqual(['c'])
  })
})
