/** How the result of each kind of step is shown. An unknown kind shows nothing but its photos. */
import type { Component } from 'vue'
import NoteStep from './NoteStep.vue'
import OrderStep from './OrderStep.vue'
import StockStep from './StockStep.vue'

const bodies = new Map<string, Component>([
  ['note', NoteStep],
  ['stock_count', StockStep],
  ['order', OrderStep],
])

/** A photo step has no body of its own: the card shows the photos of every step. */
export function stepBody(kind: string): Component | string {
  return bodies.get(kind) ?? 'i'
}
