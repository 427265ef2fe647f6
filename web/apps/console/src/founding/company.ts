/** What an administrator changed on the company's page: nothing else is sent, so that two who save undo nothing of each other's. Pure. */
import { sameValue, type FieldMeta } from '@outrider/entity'

export interface Company {
  name: string
  modules: { key: string; label: string; help: string; on: boolean }[]
  settings: (FieldMeta & { value: unknown })[]
}

export interface Changes {
  name?: string
  modules: Record<string, boolean>
  settings: Record<string, unknown>
}

export function changesOf(company: Company, now: { name: string; on: Record<string, boolean>; values: Record<string, unknown> }): Changes {
  const modules = company.modules.filter((one) => now.on[one.key] !== one.on).map((one) => [one.key, now.on[one.key]])
  const settings = company.settings.filter((one) => !sameValue(now.values[one.key], one.value)).map((one) => [one.key, now.values[one.key] ?? null])
  return { ...(now.name === company.name ? {} : { name: now.name }), modules: Object.fromEntries(modules), settings: Object.fromEntries(settings) }
}
