/** Step kinds that capabilities above visits bring: orders shows stock count and order as one sheet. */
import { registerStepCard } from '@outrider/visits/rep/steps/registry'

export function registerSteps(): void {
  registerStepCard('sheet', () => import('@outrider/orders/rep/SheetStep.vue'))
}
