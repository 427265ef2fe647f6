/** A working day on this phone: clock in, break, clock out; a day off; what is to be corrected. */
import type { Shift } from '../records.day.ts'
import type { Effect } from './effect.ts'
import { amend, keys, patch, utc } from './effect.ts'

export const shiftStart: Effect<'shift.start'> = {
  entities: ['shift'],
  links: (p) => ({ owns: keys('shift', p.shift_id) }),
  patches: (p, facts) =>
    patch('shift', p.shift_id, (row) => row ?? {
      id: p.shift_id,
      person: facts.person,
      business_date: facts.today,
      status: 'on',
      started_at: utc(p.at),
      started_by: p.by,
      ended_at: null,
      breaks: [],
      location_status: p.location.status,
    }),
}

export const shiftFixes: Effect<'shift.add_fixes'> = {
  entities: ['shift'],
  links: (p) => ({ owns: [], needs: keys('shift', p.shift_id) }),
  patches: (p) => amend('shift', p.shift_id, (row) => ({ location_status: row.location_status === 'located' ? 'located' : p.location.status })),
}

const needing = (p: { shift_id: string }) => ({ owns: keys('shift', p.shift_id), needs: keys('shift', p.shift_id) })
/** The open break ends. */
const closed = (row: Shift, at: string) => (row.breaks ?? []).map((one) => (one.to ? one : { ...one, to: utc(at) }))

export const shiftBreak: Effect<'shift.break'> = {
  entities: ['shift'],
  links: needing,
  patches: (p) =>
    amend('shift', p.shift_id, (row) => (row.status === 'on' ? { status: 'break' as const, breaks: [...(row.breaks ?? []), { from: utc(p.at), to: null }] } : {})),
}

export const shiftResume: Effect<'shift.resume'> = {
  entities: ['shift'],
  links: needing,
  patches: (p) => amend('shift', p.shift_id, (row) => (row.status === 'break' ? { status: 'on' as const, breaks: closed(row, p.at) } : {})),
}

export const shiftEnd: Effect<'shift.end'> = {
  entities: ['shift'],
  links: needing,
  patches: (p) =>
    amend('shift', p.shift_id, (row) =>
      row.status === 'ended' && row.ended_by !== 'midnight'
        ? {}
        : { status: 'ended' as const, ended_at: utc(p.at), ended_by: p.edited ? ('by_hand' as const) : ('clock_out' as const), breaks: closed(row, p.at) },
    ),
}

export const dayOffMark: Effect<'day_off.mark'> = {
  entities: ['day_off'],
  links: (p) => ({ owns: keys('day_off', p.day_off_id) }),
  // A manager's mark for somebody else is in the view of his team, not among his own days.
  patches: (p, facts) =>
    p.person_id === facts.person ? patch('day_off', p.day_off_id, () => ({ id: p.day_off_id, person: p.person_id, on: p.on, reason: p.reason })) : [],
}

export const dayOffCancel: Effect<'day_off.cancel'> = {
  entities: ['day_off'],
  links: (p) => ({ owns: keys('day_off', p.day_off_id), after: keys('day_off', p.day_off_id) }),
  patches: (p) => amend('day_off', p.day_off_id, () => ({ cancelled: true })),
}

/** Asked again for the same day, the open request says the new times; the server keeps one of them. */
export const correctionAsk: Effect<'shift_correction.ask'> = {
  entities: ['shift_correction'],
  links: (p) => ({ owns: keys('shift_correction', p.correction_id) }),
  patches: (p, facts) =>
    patch('shift_correction', p.correction_id, (row) =>
      row && row.state !== 'asked'
        ? row
        : { ...row, id: p.correction_id, person: facts.person, on: p.on, started_at: p.started_at && utc(p.started_at), ended_at: p.ended_at && utc(p.ended_at), reason: p.reason, state: 'asked' as const },
    ),
}
