/** Keeps the notices of this sitting together: newest first, each once, the last word about "read" wins. */
import type { NoticeItem } from '@outrider/data'

const KEEP = 100

export function mergeNotices(known: NoticeItem[], fresh: NoticeItem[]): NoticeItem[] {
  const byId = new Map(known.map((item) => [item.id, item]))
  for (const item of fresh) byId.set(item.id, item)
  return [...byId.values()].sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, KEEP)
}

/** A notice may only lead inside this console: never to another host, never to a script. */
export function linkOf(link: string | null): string | null {
  if (!link || !link.startsWith('/') || link.startsWith('//')) return null
  return link.startsWith('/console/') ? link.slice('/console'.length) : link
}
