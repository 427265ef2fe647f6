/** What a visit is usually for, in the order of how often; offered as chips, never asked for. The words are kept, not the keys. */
export const PURPOSES = ['restock', 'display', 'new_product', 'payment', 'complaint', 'relation'] as const
export type Purpose = (typeof PURPOSES)[number]
