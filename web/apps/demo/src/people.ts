/** Who may be played on which side. Pure. */
export interface DemoPerson {
  id: string
  name: string
  role: string
  department: string
}

const REP = /^(rep|业务员|業務員|业务|Rep)$/

export function sides(people: DemoPerson[]): { phone: DemoPerson[]; desk: DemoPerson[] } {
  const isRep = (person: DemoPerson) => person.role.split(/[,、/ ]+/).some((role) => REP.test(role))
  return { phone: people.filter(isRep), desk: people.filter((person) => !isRep(person)) }
}

/** The first manager tells the story best; else whoever comes first. */
export function firstAtDesk(desk: DemoPerson[]): DemoPerson | undefined {
  return desk.find((person) => /^(manager|主管)/i.test(person.role)) ?? desk[0]
}
