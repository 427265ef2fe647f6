/** Small differences between a row on the wire and the row that screens read. */
import type { EntityKey, Label, LocalRecord } from '../records.ts'

/** The reader's language first, then the contract's order of fallback. */
export function labelIn(label: Label | null | undefined, language: string): string {
  if (!label || typeof label === 'string') return label || ''
  return label[language as 'en'] || label['zh-Hans'] || label['zh-Hant'] || label.en || ''
}

export function fromServer(entity: EntityKey, row: LocalRecord, language: string): LocalRecord {
  if (entity !== 'notice') return row
  const raw = row as LocalRecord & { title?: Label; text?: Label; read_at?: string | null }
  const told = { title: labelIn(raw.title, language), text: labelIn(raw.text, language) }
  return Object.assign({}, row, told, { at: row.created_at, read: Boolean(raw.read_at) })
}
