/** Who may be played on which side. Pure. */
export interface DemoPerson {
  id: string
  name: string
  role: string
  department: string | null
  /** Role codes; `role` is in words. */
  roles?: string[]
}

/** Reps play on the phone, everybody else at the desk. */
export function sides(people: DemoPerson[]): { phone: DemoPerson[]; desk: DemoPerson[] } {
  const isRep = (person: DemoPerson) => (person.roles ?? [person.role]).includes('rep')
  return { phone: people.filter(isRep), desk: people.filter((person) => !isRep(person)) }
}

/** The first manager tells the story best; else whoever comes first. */
export function firstAtDesk(desk: DemoPerson[]): DemoPerson | undefined {
  return desk.find((person) => person.roles?.includes('manager')) ?? desk[0]
}
