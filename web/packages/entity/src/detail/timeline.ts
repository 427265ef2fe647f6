/** Orders what happened to a record by day, newest first, and names the record whose photos it shows. */
import { dayOf, company } from '@outrider/ui'
import { isEmpty } from '../form/draft'
import type { EntityMeta, FieldMeta, TimelineItem } from '../types'

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

export interface Fact {
  label: string
  value: unknown
  field?: FieldMeta
}

/**
 * The facts that have words: labelled ones as they are, raw ones through the fields of their entity.
 * What is empty, or has no name that a person would know, is left out.
 */
export function factPairs(facts: unknown, entity?: EntityMeta): Fact[] {
  const filled = (fact: Fact) => !isEmpty(fact.value)
  if (Array.isArray(facts)) return (facts as Fact[]).filter(filled)
  if (!facts || typeof facts !== 'object') return []
  return Object.entries(facts)
    .flatMap(([key, value]) => {
      const field = entity?.fields[key]
      return field ? [{ label: field.label, value, field }] : []
    })
    .filter(filled)
}

/** A photo is only readable through the record that names it. */
export function photoOwner(item: TimelineItem, photo: { of?: string; url?: string }): string {
  if (photo.of) return photo.of
  const named = /[?&]of=([^&]+)/.exec(photo.url ?? '')?.[1]
  return named ? decodeURIComponent(named) : `${item.entity}:${item.id}`
}
