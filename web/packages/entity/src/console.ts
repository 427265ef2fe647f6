/**
 * What the console's shell gives to the designed pages of the modules, and what a module gives to
 * the shell: menu entries, routes, and pages of its own for records.
 */
import { inject, type Component, type InjectionKey } from 'vue'
import type { Meta, Remote } from '@outrider/data'
import type { Catalogue } from '@outrider/ui'
import type { RouteRecordRaw } from 'vue-router'

export interface ConsoleContext {
  remote: Remote
  /** The company's moment now, with the demo's shift. */
  now: () => Date
  /** The company's day now, "2026-11-23". */
  today: () => string
  meta: () => Meta
  explain: (error: unknown) => string
  person: () => { id: string; name: string; roles: string[] } | null
}

export interface MenuEntry {
  key: string
  /** A key of the catalogues, or the key of an entity whose plural label names the entry. */
  label?: string
  entity?: string
  icon: Component
  to: string
  /** Further addresses that belong to it. */
  also?: string[]
  order: number
  /** A module that the company may switch off; see its settings. */
  module?: string
  visible?: (meta: Meta) => boolean
}

export interface ConsoleModule {
  /** The words of its pages, under keys of its own. */
  catalogue?: Catalogue
  menu?: MenuEntry[]
  routes?: RouteRecordRaw[]
  /** Designed pages by entity key; they get `id` and `listUrl`. Entities without one use the generic page. */
  recordPages?: Record<string, () => Promise<{ default: Component }>>
  /** Extra buttons beside "create" on an entity's list. */
  listTools?: Record<string, Component>
}

export const consoleContextKey: InjectionKey<ConsoleContext> = Symbol('console context')

export function useConsole(): ConsoleContext {
  const context = inject(consoleContextKey)
  if (!context) throw new Error('console pages need a provided ConsoleContext')
  return context
}

/** Whether the company has a part of the product switched on; what is not named is on. */
export const hasModule = (meta: Meta, key: string): boolean => meta.modules[key] !== false

/** Whether this person looks after the work of others: pages about a team are his, a rep's work is on his phone. */
export function leads(meta: Meta): boolean {
  const { roles } = meta.person
  return Array.isArray(roles) && roles.some((role) => role !== 'rep')
}
