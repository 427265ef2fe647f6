/** What a person typed but has not submitted: saved field by field, so that a killed page goes on where it was. */
import type { Desk } from './desk.ts'
import { isQuotaError } from './quota.ts'
import type { Drafts } from './types.ts'

export function draftsOf(desk: () => Desk): Drafts {
  return {
    get: async <T>(key: string) => (await desk().db.drafts.get(key))?.value as T | undefined,
    put: async (key, value) => {
      const { db, clock } = desk()
      // Through JSON: Vue's proxies cannot be cloned into IndexedDB.
      const row = { key, value: JSON.parse(JSON.stringify(value ?? null)) as unknown, at: clock.ms() }
      await db.drafts.put(row).catch((fault: unknown) => {
        // F20: on a full phone what is kept aside is for acts; a draft lives on in its screen alone.
        if (!isQuotaError(fault)) throw fault
      })
    },
    remove: (key) => desk().db.drafts.delete(key),
    list: async <T>(prefix: string) =>
      (await desk().db.drafts.where('key').startsWith(prefix).toArray()) as { key: string; value: T; at: number }[],
  }
}
