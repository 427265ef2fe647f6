import { describe, expect, it } from 'vitest'
import { drawMark, markLines, type Mark } from './mark'

const mark: Mark = { time: '11月23日 周一 10:12', customer: '惠民便利(解放路店)', rep: '王磊', place: '31.23040, 121.47370', codeLabel: '校验码' }

/** Writes down what is drawn. */
function paper() {
  const texts: { text: string; x: number; y: number; room: number | undefined }[] = []
  const bands: number[][] = []
  const context = {
    fillStyle: '', textBaseline: 'alphabetic' as CanvasTextBaseline, font: '',
    fillRect: (...band: number[]) => void bands.push(band),
    fillText: (text: string, x: number, y: number, room?: number) => void texts.push({ text, x, y, room }),
  }
  return { texts, bands, context }
}

describe('the mark on a photo', () => {
  it('says time, place, customer, rep and check code', () => {
    const { texts, context } = paper()
    drawMark(context, 1920, 1080, markLines(mark, '7K2M-9XQ4'))
    const said = texts.map((one) => one.text).join('\n')
    for (const fact of [mark.time, mark.place, mark.customer, mark.rep, '7K2M-9XQ4']) expect(said).toContain(fact)
  })
  it.each([[1920, 1080], [1080, 1920], [320, 240]])('stays on its band and in the picture of %i x %i', (width, height) => {
    const { texts, bands, context } = paper()
    drawMark(context, width, height, markLines(mark, '7K2M-9XQ4'))
    expect(bands).toHaveLength(1)
    const [left, top, wide, high] = bands[0]!
    expect([left, wide, top! + high!]).toEqual([0, width, height])
    for (const { x, y, room } of texts) expect([y >= top!, y < height, x + room! <= width]).toEqual([true, true, true])
  })
})
