/**
 * Titles beside ids. The server sends display titles under `_titles`; this turns whichever shape
 * it used (one, a list in the order of the ids, a table by id) into words, and remembers titles
 * that a filter needs after a reload.
 */
import { reactive } from 'vue'
import type { EntitySource } from './source'
import type { EntityMeta, EntityRecord } from './types'

/** The title of a reference, or the titles of a list of references, in the order of the ids. */
export function titlesOf(record: EntityRecord | undefined, key: string): string[] {
  const given = record?._titles?.[key]
  if (given === null || given === undefined) return []
  if (typeof given === 'string') return [given]
  if (Array.isArray(given)) return given.map(String)
  const value = record?.[key]
  if (Array.isArray(value)) return value.map((id) => given[String(id)] ?? '').filter(Boolean)
  return Object.values(given)
}

/** The words by which people know a record. */
export function titleOf(record: EntityRecord | undefined, entity: EntityMeta | undefined): string {
  if (!record || !entity) return ''
  const field = entity.title_field
  const value = titlesOf(record, field)[0] ?? record[field]
  if (value && typeof value === 'object') return pickLabel(value as Record<string, string>, 'zh-Hans')
  return value === null || value === undefined ? '' : String(value)
}

/** One of the three languages of a label made by an administrator, with the agreed fallback. */
export function pickLabel(label: unknown, locale: string): string {
  if (typeof label === 'string') return label
  if (!label || typeof label !== 'object') return ''
  const words = label as Record<string, string | undefined>
  for (const language of [locale, 'zh-Hans', 'zh-Hant', 'en']) {
    const word = words[language]
    if (word) return word
  }
  return ''
}

const known = reactive(new Map<string, string>())
const asked = new Set<string>()
/** The first page of each entity, asked once: for tags, people and the like that is all of them. */
const firstPages = new Map<string, Promise<void>>()

/** Keeps a title that a person just chose, so that its chip has words at once. */
export function rememberTitle(id: string, title: string): void {
  known.set(id, title)
}

function firstPage(source: EntitySource, entity: EntityMeta): Promise<void> {
  let page = firstPages.get(entity.path)
  if (!page) {
    page = source.list(entity.path, { page: '1', size: '100', fields: entity.title_field }).then(
      ({ items }) => items.forEach((record) => known.set(record.id, titleOf(record, entity))),
      () => undefined,
    )
    firstPages.set(entity.path, page)
  }
  return page
}

async function ask(source: EntitySource, entity: EntityMeta, id: string): Promise<void> {
  await firstPage(source, entity)
  if (known.has(id)) return
  try {
    known.set(id, titleOf(await source.get(entity.path, id), entity))
  } catch {
    known.set(id, '—')
  }
}

/** A remembered title; asks for it once when it is unknown and shows it when it comes. */
export function lookUpTitle(source: EntitySource, entity: EntityMeta | undefined, id: string): string {
  const title = known.get(id)
  if (title !== undefined) return title
  if (entity && !asked.has(id)) {
    asked.add(id)
    void ask(source, entity, id)
  }
  return '…'
}

/** Titles that came with a record, by id, so that a picker need not ask for them again. */
export function seedTitles(record: EntityRecord | undefined, key: string): Record<string, string> {
  const value = record?.[key]
  const ids = (Array.isArray(value) ? value : value ? [value] : []).map(String)
  const titles = titlesOf(record, key)
  return Object.fromEntries(ids.flatMap((id, index) => (titles[index] ? [[id, titles[index]]] : [])))
}
