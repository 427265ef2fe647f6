/** What the persons of a seed were told: every act that a screen was allowed to call saved, and what must come of it. */
import type { Handset } from './handset.ts'

/** Where an act can be found again on the server. */
export type Fact = 'visit' | 'step' | 'order' | 'activity' | 'plan' | 'edit' | 'other'

export interface Act {
  id: string
  handset: Handset
  fact: Fact
  /** Of the record that it made. */
  record: string
  customer: string
  visit: string
  field: string
  /** The value that an edit set: unlike any other. */
  value: string
  /** What an order comes to. */
  total: number
  digests: string[]
  /** Only the phone had it, and its storage was thrown away. */
  evicted: boolean
}

export class Ledger {
  readonly acts: Act[] = []
  /** Records of acts of which the person was not told whether they were saved. */
  readonly uncertain = new Set<string>()
  /** Photos that only an evicted phone had. */
  readonly evictedPhotos = new Set<string>()

  note(handset: Handset, id: string, fact: Fact, more: Partial<Act> = {}): void {
    handset.world.watch.saved(id, handset)
    this.acts.push({ id, handset, fact, record: '', customer: '', visit: '', field: '', value: '', total: 0, digests: [], evicted: false, ...more })
  }
}
