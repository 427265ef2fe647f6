/** The acts of a rep's day, as the screens perform them. */
import type { CommandId, Location } from '../src/commands.ts'
import type { CapturedPhoto, Data } from '../src/types.ts'

export const nowhere: Location = { status: 'unavailable', fixes: [] }

export async function checkIn(
  data: Data, customer: string, planId: string | null = null, visit = data.newId(),
): Promise<{ visit: string; command: CommandId }> {
  const command = await data.perform('visit.check_in', {
    visit_id: visit, customer_id: customer, plan_id: planId, visit_type_id: null, planned: planId !== null,
    purpose: null, at: data.clock.iso(), location: nowhere,
  })
  return { visit, command }
}

interface StepContent {
  result?: string
  kind?: string
  found?: Record<string, unknown>
}

export const step = (data: Data, visit: string, key: string, photos: CapturedPhoto[] = [], content: StepContent = {}): Promise<CommandId> =>
  data.perform('visit.complete_step', {
    visit_id: visit, result_id: content.result ?? data.newId(), step_key: key, kind: content.kind ?? (photos.length ? 'photo' : 'note'),
    at: data.clock.iso(), data: content.found ?? {},
    photos: photos.map(({ type: _type, ...named }) => named),
  }, { photos })

export const checkOut = (data: Data, visit: string): Promise<CommandId> =>
  data.perform('visit.check_out', { visit_id: visit, at: data.clock.iso(), location: nowhere, edited: false, missing_reason: null })

export async function order(
  data: Data, customer: string, visit: string | null = null, { product = 'soda', quantity = '2', price = '42.00', order = '' } = {},
): Promise<{ order: string; command: CommandId }> {
  const id = order || data.newId()
  const command = await data.perform('order.submit', {
    order_id: id, customer_id: customer, visit_id: visit, supplying_distributor_id: null, delivery_on: null, payment: 'now',
    note: null, draft: false, placed_at: data.clock.iso(),
    lines: [{ line_id: data.newId(), product_id: product, unit: 'box', quantity, price, gift: false }],
  })
  return { order: id, command }
}

export const rename = (data: Data, customer: string, from: string, to: string): Promise<CommandId> =>
  data.perform('customer.update', { customer_id: customer, changes: { name: { from, to } } }, { seenVersion: 1 })

export async function shoot(data: Data, fill: number, size = 3000): Promise<CapturedPhoto> {
  return data.photos.save(Uint8Array.from({ length: size }, (_, index) => (index * fill) % 251), {
    width: 40, height: 30, taken_at: data.clock.iso(), check_code: 'A1B2',
  })
}

export const note = (data: Data, customer: string, text: string, activity = data.newId()): Promise<CommandId> =>
  data.perform('activity.log', {
    activity_id: activity, customer_id: customer, kind: 'note', text, happened_at: data.clock.iso(), next_step: null, next_on: null,
  })

export const edit = (data: Data, customer: string, field: string, from: unknown, to: unknown, seenVersion: number): Promise<CommandId> =>
  data.perform('customer.update', { customer_id: customer, changes: { [field]: { from, to } } }, { seenVersion })

export const plan = (data: Data, customer: string, id = data.newId()): Promise<CommandId> =>
  data.perform('plan.add', { plan_id: id, customer_id: customer, on: data.clock.today(), position: 1, purpose: null, visit_type_id: null })
