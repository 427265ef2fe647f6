/** Verb → effect. A verb that is not here (an older or newer app queued it) has no local effect but is still sent (F17). */
import type { Verb } from '../commands.ts'
import type { EntityKey } from '../records.ts'
import { keyOf } from '../store/rows.ts'
import type { QueuedCommand } from '../store/rows.ts'
import { activityLog, contactSave, customerCreate, customerUpdate, pinConfirm, pinPropose } from './customer.ts'
import type { Effect, Facts, Patch } from './effect.ts'
import { amend, keys } from './effect.ts'
import { dayEndsSet } from './day-ends.ts'
import { orderSubmit, orderVoid } from './order.ts'
import { planAdd, planCancel, planMove, planReorder } from './plan.ts'
import { commentAdd, correctionDecide, orderApprove, orderReject, reportRead, reportSubmit } from './report.ts'
import { correctionAsk, dayOffCancel, dayOffMark, shiftBreak, shiftEnd, shiftFixes, shiftResume, shiftStart } from './shift.ts'
import { reviewExplain } from './review.ts'
import { addFixes } from './visit.add_fixes.ts'
import { checkIn } from './visit.check_in.ts'
import { checkOut } from './visit.check_out.ts'
import { completeStep } from './visit.complete_step.ts'
import { couldNot } from './visit.could_not.ts'

const conflictResolve: Effect<'conflict.resolve'> = {
  entities: ['sync_conflict'],
  links: (p) => ({ owns: keys('sync_conflict', p.conflict_id) }),
  patches: (p) => amend('sync_conflict', p.conflict_id, () => ({ state: 'resolved' as const })),
}

// Consent and the resolving of held commands change no record; perform.ts and queue.ts do what they mean locally.
const without = { entities: [], patches: () => [] }
const consent = { ...without, links: (p: { policy: string }) => ({ owns: [`consent:${p.policy}`] }) }
const resolve = { ...without, links: (p: { command_id: string }) => ({ owns: [`command:${p.command_id}`] }) }

const effects: { [V in Verb]: Effect<V> } = {
  'visit.check_in': checkIn,
  'visit.add_fixes': addFixes,
  'visit.complete_step': completeStep,
  'visit.check_out': checkOut,
  'visit.could_not': couldNot,
  'plan.add': planAdd,
  'plan.move': planMove,
  'plan.reorder': planReorder,
  'plan.cancel': planCancel,
  'order.submit': orderSubmit,
  'order.void': orderVoid,
  'activity.log': activityLog,
  'customer.update': customerUpdate,
  'customer.create': customerCreate,
  'pin.propose': pinPropose,
  'pin.confirm': pinConfirm,
  'day_ends.set': dayEndsSet,
  'contact.save': contactSave,
  'consent.give': consent,
  'consent.withdraw': consent,
  'command.resolve': resolve,
  'conflict.resolve': conflictResolve,
  'shift.start': shiftStart,
  'shift.add_fixes': shiftFixes,
  'shift.break': shiftBreak,
  'shift.resume': shiftResume,
  'shift.end': shiftEnd,
  'day_off.mark': dayOffMark,
  'day_off.cancel': dayOffCancel,
  'shift_correction.ask': correctionAsk,
  'shift_correction.decide': correctionDecide,
  'review.explain': reviewExplain,
  'daily_report.submit': reportSubmit,
  'daily_report.read': reportRead,
  'comment.add': commentAdd,
  'order.approve': orderApprove,
  'order.reject': orderReject,
}

type AnyEffect = Effect<Verb>

export const effectOf = (verb: string): AnyEffect | undefined =>
  (effects as unknown as Record<string, AnyEffect | undefined>)[verb]

/** The patches of a queued command; none when its verb is unknown or its payload does not fit this version. */
export function patchesOf(command: Pick<QueuedCommand, 'verb' | 'payload' | 'facts'>): Patch[] {
  const effect = effectOf(command.verb)
  if (!effect) return []
  try {
    return effect.patches(command.payload as never, command.facts as Facts)
  } catch {
    // A payload queued by another version of the app: it is sent all the same, only not shown early.
    return []
  }
}

export const touchesOf = (patches: Patch[]): string[] => [...new Set(patches.map((one) => keyOf(one.entity, one.id)))]

export function entitiesOf(verb: string): EntityKey[] {
  return effectOf(verb)?.entities ?? []
}
