/** What a record says of itself while the server does not have everything of it. */
import type { LocalRecord } from '@outrider/data'

/** The key of the words, or null when there is nothing to say. */
export const localMark = (row: Pick<LocalRecord, '_local'>): 'sync.stuck' | 'sync.on_phone' | null =>
  row._local?.pending ? (row._local.attention ? 'sync.stuck' : 'sync.on_phone') : null
