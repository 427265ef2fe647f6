import { describe, expect, it } from 'vitest'
import { linesOf, percent, readReport } from './report'

const result = {
  dry_run: true, cancelled: false, rows: 3, created: 2, updated: 0, unchanged: 0, refused: 1, mended: 1,
  mended_reasons: [{ code: 'hours', count: 1, text: { 'zh-Hans': '营业时间未能解析', en: 'hours not read' } }],
  refused_reasons: [{ code: 'name', count: 1, text: { 'zh-Hans': '缺少名称' } }],
  details: [
    { row: 2, name: '惠民', outcome: 'created', reasons: [{ code: 'hours', text: { 'zh-Hans': '营业时间未能解析', en: 'hours not read' } }] },
    { row: 3, name: '', outcome: 'refused', reasons: [{ code: 'name', text: { 'zh-Hans': '缺少名称' } }] },
  ],
}

describe('the report of an import', () => {
  it('reads counts and reasons in the reader\'s language, with fallback', () => {
    const report = readReport(result, 'en')!
    expect(report.counts).toEqual({ created: 2, updated: 0, unchanged: 0, mended: 1, refused: 1 })
    expect(report.mended[0]!.text).toBe('hours not read')
    expect(report.refused[0]!.text).toBe('缺少名称')
  })
  it('shows what was mended apart from what was refused', () => {
    const report = readReport(result, 'zh-Hans')!
    expect(linesOf(report, 'refused').map((line) => line.row)).toEqual([3])
    expect(linesOf(report, 'mended').map((line) => line.row)).toEqual([2])
  })
  it('knows how far it is, also before the total is known', () => {
    expect([percent(50, 200), percent(5, null), percent(9, 3), readReport(null, 'en')]).toEqual([25, 0, 100, null])
  })
})
