/**
 * Sends a sheet as commands: the count as the visit's step, the order as its own act, and the order's step after it.
 * The draft goes in the same transaction as the order: a kill in between must not make a second order. If the page
 * dies before the order's step is written, the visit's card makes up for it.
 */
import type { Data, Payloads } from '@outrider/data'
import { living } from '@outrider/visits/shared/steps'
import { orderLines, stockLines, type SheetEntry, type SheetRow } from '../shared/sheet'
import type { SheetBase } from './sheet-base'

export interface Filled {
  base: SheetBase
  rows: readonly SheetRow[]
  entry: SheetEntry
  /** The key of its draft. */
  key: string
}

/** Resolves with the order's id, or null when only the stock was counted. */
export async function sendSheet(data: Data, sheet: Filled, draft: boolean): Promise<string | null> {
  const counted = stockLines(sheet.rows, sheet.entry)
  const order = orderOf(data, sheet, draft)
  if (counted.length) await completeStep(data, sheet, 'stock_count', { lines: counted }, true, order ? [] : [sheet.key])
  if (!order) return null
  await data.perform('order.submit', order, { clearDrafts: [sheet.key] })
  await completeStep(data, sheet, 'order', { order_id: order.order_id }, false, [])
  return order.order_id
}

async function completeStep(
  data: Data,
  { base }: Filled,
  kind: string,
  value: Record<string, unknown>,
  replace: boolean,
  clearDrafts: string[],
): Promise<void> {
  const step = base.type?.steps.find((one) => one.kind === kind)
  if (!step || !base.visit) return
  const last = replace ? living(base.visit.steps ?? []).filter((one) => one.step_key === step.key).at(-1) : undefined
  await data.perform(
    'visit.complete_step',
    {
      visit_id: base.visit.id,
      result_id: data.newId(),
      step_key: step.key,
      kind,
      at: data.clock.iso(),
      data: value,
      photos: [],
      ...(last ? { replaces: last.id } : {}),
    },
    { clearDrafts },
  )
}

function orderOf(data: Data, { base, rows, entry }: Filled, draft: boolean): Payloads['order.submit'] | null {
  const lines = orderLines(rows, entry)
  if (!lines.length || !base.customer) return null
  return {
    order_id: data.newId(),
    customer_id: base.customer.id,
    visit_id: base.visit?.id ?? null,
    supplying_distributor_id: entry.distributor,
    delivery_on: entry.delivery_on || null,
    payment: entry.payment,
    note: entry.note.trim() || null,
    draft,
    placed_at: data.clock.iso(),
    lines: lines.map((line) => ({
      line_id: data.newId(),
      product_id: line.product,
      unit: line.unit,
      quantity: line.quantity,
      price: line.price,
      gift: line.gift,
    })),
  }
}
