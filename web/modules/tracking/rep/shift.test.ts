import { expect, it } from 'vitest'
import { correctionOf } from './shift'

const clock = { ms: () => Date.parse('2026-11-20T18:00:00+08:00'), iso: () => '2026-11-20T20:00:00+08:00' }

it('reads the times of a correction in the company time zone', () => {
  expect(correctionOf('2026-11-20', '08:30', '17:45', clock)).toEqual({ started_at: '2026-11-20T08:30:00+08:00', ended_at: '2026-11-20T17:45:00+08:00' })
  expect(correctionOf('2026-11-19', '', '17:45', clock)).toEqual({ started_at: null, ended_at: '2026-11-19T17:45:00+08:00' })
})

it('says what is wrong with them', () => {
  expect(correctionOf('2026-11-20', '17:45', '08:30', clock)).toBe('backwards')
  expect(correctionOf('2026-11-20', '', '18:30', clock)).toBe('ahead')
})
