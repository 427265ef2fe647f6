/**
 * One card per step kind. A capability above adds its own kind here by registering a component; the page knows no kind.
 * `sheet` is the one card of stock count and order together (orders registers it).
 */
import { defineAsyncComponent, type Component } from 'vue'

const cards = new Map<string, Component>()

export function registerStepCard(kind: string, load: () => Promise<{ default: Component }>): void {
  cards.set(kind, defineAsyncComponent(load))
}

/** The card of a kind; a kind that this app version does not know is done as a note, never lost. */
export const stepCard = (kind: string): Component | undefined => cards.get(kind) ?? cards.get('note')

registerStepCard('photo', () => import('./PhotoStep.vue'))
registerStepCard('note', () => import('./NoteStep.vue'))
registerStepCard('summary', () => import('./SummaryStep.vue'))
