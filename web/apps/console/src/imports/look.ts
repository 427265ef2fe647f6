/** What the server saw in a file, and what a person decides about it. */
export interface Look {
  file: string
  format: string
  rows: number
  sheet: string
  ignored_sheets: string[]
  remembered: boolean
  columns: { header: string; guess: string; samples: string[] }[]
  targets: { name: string; label: string; required: boolean }[]
  keys: { fields: string[]; label: string }[]
  key: string[]
  finds_duplicates: boolean
  /** Records of the past are found by a key of their own; there is nothing to choose. */
  own_key: boolean
  options: Record<string, string[]>
  /** The options of last time, for a file with the same headers. */
  chosen: Record<string, string>
}

export interface Decision {
  mapping: string[]
  key: string
  duplicates: string
  datum: string
}

export const decisionOf = (look: Look): Decision => ({
  mapping: look.columns.map((column) => column.guess),
  key: look.key.join('+'),
  duplicates: look.chosen.duplicates ?? 'skip',
  datum: look.chosen.datum ?? 'WGS-84',
})

/** The body of the import; an empty key leaves the choice to the product. */
export function orderOf(look: Look, decision: Decision, name: string, dryRun: boolean): Record<string, unknown> {
  const mapping = Object.fromEntries(decision.mapping.flatMap((target, place) => (target ? [[String(place), target]] : [])))
  const options: Record<string, string> = look.finds_duplicates ? { duplicates: decision.duplicates } : {}
  if (look.options.datum) options.datum = decision.datum
  return { file: look.file, name, mapping, key: decision.key ? decision.key.split('+') : [], options, dry_run: dryRun }
}

/** What a person should look at before he goes on: required fields without a column, columns named twice. */
export function doubts(look: Look, decision: Decision): { missing: string[]; twice: string[] } {
  const chosen = decision.mapping.filter(Boolean)
  return {
    missing: look.targets.filter((target) => target.required && !chosen.includes(target.name)).map((target) => target.label),
    twice: look.targets.filter((target) => chosen.filter((name) => name === target.name).length > 1).map((target) => target.label),
  }
}
