/** The sheet's state: rows from the catalogue and the shop's history, and what was typed, kept in a draft at every key. */
import { useData, useLiveQuery } from '@outrider/phone'
import { computed, reactive, ref, toRaw, watch } from 'vue'
import { emptyRow, emptySheet, sheetRows, sheetTotals, suggestion, type RowEntry, type SheetEntry } from '../shared/sheet'
import { sendSheet } from './send-sheet'
import { sheetBase, type SheetPlace } from './sheet-base'

export function useSheet(place: SheetPlace) {
  const data = useData()
  const today = data.clock.today()
  const key = place.visitId ? `sheet:visit:${place.visitId}` : `sheet:customer:${place.customerId}`
  const entry = reactive<SheetEntry>(emptySheet(null))
  // Autosave only after the draft was read, and not any more once the sheet is on its way.
  const loaded = ref(false)

  const base = useLiveQuery((tables) => sheetBase(tables, place, today))
  const rows = computed(() => (base.value ? sheetRows(base.value.products, base.value.must, base.value.orders, base.value.list, entry.added) : []))
  const footer = computed(() => sheetTotals(rows.value, entry))
  const suggested = computed(() => new Map(rows.value.map((one) => [one.product.id, suggestion(one, base.value?.orders ?? [], entry.rows[one.product.id])])))
  const row = (product: string): RowEntry => (entry.rows[product] ??= emptyRow(product))

  const stopWaiting = watch(base, async (value) => {
    if (!value) return
    stopWaiting()
    const draft = await data.drafts.get<SheetEntry>(key)
    Object.assign(entry, draft ?? { ...emptySheet(value.customer?.supplying_distributor ?? null), payment: value.orders[0]?.payment ?? 'now' })
    loaded.value = true
  })
  watch(entry, () => loaded.value && void data.drafts.put(key, JSON.parse(JSON.stringify(toRaw(entry)))), { deep: true })

  async function submit(draft: boolean): Promise<string | null> {
    if (!base.value) return null
    loaded.value = false
    try {
      return await sendSheet(data, { base: base.value, rows: rows.value, entry, key }, draft)
    } catch (error) {
      loaded.value = true
      throw error
    }
  }

  return { base, entry, rows, row, footer, suggested, submit, loaded }
}
