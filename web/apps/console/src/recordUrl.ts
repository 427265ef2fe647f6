/** Addresses of lists and records; null for what this person may not open. */
import { meta } from './backend'

export function recordUrl(entity: string, id: string): string | null {
  const found = meta.value?.entities[entity]
  return found?.can.read && id ? `/${found.path}/${id}` : null
}
