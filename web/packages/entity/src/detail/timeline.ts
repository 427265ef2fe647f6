/** Orders what happened to a record by day, newest first, and names the record whose photos it shows. */
import { dayOf, company } from '@outrider/ui'
import type { TimelineItem } from '../types'

export interface TimelineDay {
  day: string
  items: TimelineItem[]
}

/** Days in the company's time zone; an item that comes twice (a page boundary) is shown once. */
export function byDay(items: TimelineItem[]): TimelineDay[] {
  const seen = new Set<string>()
  const days: TimelineDay[] = []
  for (const item of items) {
    const key = `${item.kind} ${item.entity} ${item.id} ${item.at}`
    if (seen.has(key)) continue
    seen.add(key)
    const day = dayOf(item.at, company.timeZone)
    const last = days.at(-1)
    if (last?.day === day) last.items.push(item)
    else days.push({ day, items: [item] })
  }
  return days
}

export function personName(person: unknown): string {
  if (typeof person === 'string') return person
  return (person as { name?: string } | null)?.name ?? ''
}

export function factPairs(facts: unknown): { label: string; value: unknown }[] {
  if (Array.isArray(facts)) return facts as { label: string; value: unknown }[]
  if (!facts || typeof facts !== 'object') return []
  return Object.entries(facts).map(([label, value]) => ({ label, value }))
}

/** A photo is only readable through the record that names it. */
export function photoOwner(item: TimelineItem, photo: { of?: string; url?: string }): string {
  if (photo.of) return photo.of
  const named = /[?&]of=([^&]+)/.exec(photo.url ?? '')?.[1]
  return named ? decodeURIComponent(named) : `${item.entity}:${item.id}`
}
