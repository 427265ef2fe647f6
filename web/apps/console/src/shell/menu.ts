/** The side menu: what the modules offer, cut to what this person may see, in one order. */
import type { MenuEntry } from '@outrider/entity'
import type { Meta } from '@outrider/data'
import { Settings } from '@lucide/vue'
import { modules } from '../modules'

const SETTINGS: MenuEntry = { key: 'settings', label: 'console.menu.settings', icon: Settings, to: '/settings', also: ['/company', '/readings'], order: 900 }

export function visibleMenu(meta: Meta, entries: MenuEntry[] = [...modules.flatMap((module) => module.menu ?? []), SETTINGS]): MenuEntry[] {
  return entries
    .filter((entry) => !entry.module || meta.modules[entry.module] !== false)
    .filter((entry) => !entry.entity || meta.entities[entry.entity]?.can.read)
    .filter((entry) => entry.visible?.(meta) ?? true)
    .sort((a, b) => a.order - b.order)
}

/** What is shown elsewhere: notices have their bell, invitations their page beside people. */
const ELSEWHERE = new Set(['notice', 'invitation'])

/** Entities that have no entry of their own; they live under settings. */
export function otherEntities(meta: Meta, menu: MenuEntry[]): Meta['entities'][string][] {
  const shown = new Set(menu.flatMap((entry) => (entry.entity ? [entry.entity] : [])))
  return Object.values(meta.entities).filter((entity) => entity.can.read && !shown.has(entity.key) && !ELSEWHERE.has(entity.key))
}

/** Which entry lights up for an address: the longest one that it lies under. */
export function activeEntry(menu: MenuEntry[], path: string): string | null {
  const hits = menu.flatMap((entry) => [entry.to, ...(entry.also ?? [])].filter((to) => path === to || path.startsWith(`${to}/`)).map((to) => ({ key: entry.key, to })))
  return hits.sort((a, b) => b.to.length - a.to.length)[0]?.key ?? null
}
