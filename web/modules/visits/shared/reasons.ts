/** Why a visit could not be made, in the order of how often it happens. */
export const COULD_NOT = ['closed', 'owner_away', 'refused_visit', 'rescheduled', 'moved', 'out_of_business'] as const
export type CouldNot = (typeof COULD_NOT)[number]
