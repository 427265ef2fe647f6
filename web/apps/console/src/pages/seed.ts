/** A list narrowed to one value gives that value to what is created from it. */
import type { EntityMeta } from '@outrider/data'

export function seedFromQuery(entity: EntityMeta, query: Record<string, unknown>): Record<string, unknown> {
  const seed: Record<string, unknown> = {}
  for (const key of entity.filters) {
    const field = entity.fields[key]
    const value = query[key]
    if (!field || field.read_only || typeof value !== 'string' || !value || value.includes(',')) continue
    if (field.type === 'choice' || field.type === 'reference') seed[key] = value
  }
  return seed
}
