/** Units of a product in words and as rows of an editor. Pure. */
export interface Unit {
  key: string
  name: string
  factor: string
}

export function asUnits(value: unknown): Unit[] {
  if (!Array.isArray(value)) return []
  return value.map((unit: Partial<Unit>) => ({ key: unit.key ?? '', name: unit.name ?? '', factor: String(unit.factor ?? '') }))
}

/** 1箱 = 15瓶; the base unit alone when there is no other. */
export function unitsText(value: unknown): string {
  const units = asUnits(value)
  const base = units.find((unit) => Number(unit.factor) === 1)
  const others = units.filter((unit) => unit !== base)
  if (!base || !others.length) return units.map((unit) => unit.name).join('、')
  return others.map((unit) => `1${unit.name} = ${Number(unit.factor)}${base.name}`).join('、')
}

/** A key for a unit that a person adds: the usual two first, then numbered ones. */
export function nextKey(units: Unit[]): string {
  const taken = new Set(units.map((unit) => unit.key))
  const usual = ['box', 'piece', 'pack'].find((key) => !taken.has(key))
  return usual ?? `unit_${units.length + 1}`
}
