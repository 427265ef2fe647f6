import { describe, expect, it } from 'vitest'
import { asView, currentView, paramsOf, viewQuery } from './savedViews'

const view = asView({ id: '1', version: 1, name: 'A 类', query: 'grade=A&sort=-name', columns: ['name', 'grade', 7] })

describe('saved views', () => {
  it('keep filters and order, neither the page nor the bin', () => {
    expect(viewQuery({ sort: '-name', page: '3', bin: 'true', grade: 'A' })).toBe('grade=A&sort=-name')
    expect(paramsOf('grade=A%2CB&q=%E6%83%A0')).toEqual({ grade: 'A,B', q: '惠' })
  })
  it('know which one is shown and whether it was changed since', () => {
    expect(view.columns).toEqual(['name', 'grade'])
    expect(currentView([view], { grade: 'A', sort: '-name', page: '2' }, ['name', 'grade'], null)).toEqual({ view, changed: false })
    expect(currentView([view], { grade: 'B' }, ['name', 'grade'], '1')).toEqual({ view, changed: true })
    expect(currentView([view], {}, ['name', 'grade'], null)).toEqual({ view: null, changed: false })
  })
})
