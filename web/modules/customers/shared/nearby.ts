/** What we may have already, among the shops that this phone knows: within 100 m first, then alike names. Pure. */
import type { Customer } from '@outrider/data'
import { alike, bare } from './alike'
import { distance, toWgs, type Point } from './geo'

export interface Near<T> {
  customer: T
  metres: number | null
}
/** The least that is known of any shop: its name, and perhaps its place. */
export type Placed = Pick<Customer, 'name' | 'pin'>

export const NEAR_M = 100
const NAMED_M = 5_000
const MOST = 8

export function nearby<T extends Placed>(customers: readonly T[], name: string, here: Point | null): Near<T>[] {
  const measured = customers.map((customer) => ({ customer, metres: here && customer.pin ? Math.round(distance(here, toWgs(customer.pin))) : null }))
  const close = measured.filter((one) => one.metres !== null && one.metres <= NEAR_M).sort((one, other) => one.metres! - other.metres!)
  if (bare(name).length < 2) return close.slice(0, MOST)
  const named = measured.filter((one) => !close.includes(one) && (one.metres ?? 0) <= NAMED_M && alike(name, one.customer.name))
  return [...close, ...named.sort((one, other) => (one.metres ?? 0) - (other.metres ?? 0))].slice(0, MOST)
}
