/** Links out of the app to the phone's own map and dialler. */
import type { Customer } from '@outrider/data'
import { toGcj, toWgs } from './geo'

export const telLink = (number: string): string => `tel:${number.replace(/[^\d+]/g, '')}`

/** A number as people read it: mainland mobiles as 199 0001 0018, others as they are. */
export function sayPhone(number: string): string {
  const mobile = /^(?:\+?86)?(1\d{2})([\d*]{4})(\d{4})$/.exec(number.replace(/[\s-]/g, ''))
  return mobile ? `${mobile[1]} ${mobile[2]} ${mobile[3]}` : number
}

/** How a contact is called: the name, with the 称呼 only when the name does not hold it already. */
export const sayContact = (contact: { name: string; salutation?: string | null }): string =>
  contact.salutation && !contact.name.includes(contact.salutation) ? `${contact.name} ${contact.salutation}` : contact.name

/** Masked numbers (138****0000) cannot be dialled. */
export const canDial = (number: string | null | undefined): number is string => !!number && !number.includes('*') && /\d{5}/.test(number)

export const addressOf = (customer: Customer): string =>
  [customer.province, customer.city, customer.district, customer.address].filter((part, index, all) => part && part !== all[index - 1]).join('')

/** District and street: enough inside one's own city. */
export const shortAddressOf = (customer: Customer): string => [customer.district, customer.address].filter(Boolean).join(' ')

/**
 * The address of the phone's map app for this customer, or null without pin and address.
 * iPhones open Apple's maps (GCJ-02 inside China, as its data is), others the `geo:` chooser of the system (WGS-84).
 */
export function mapLink(customer: Customer, userAgent: string): string | null {
  const apple = /iPhone|iPad|Macintosh/.test(userAgent)
  const name = encodeURIComponent(customer.name)
  if (!customer.pin) {
    const address = addressOf(customer)
    if (!address) return null
    const query = encodeURIComponent(`${address} ${customer.name}`)
    return apple ? `maps://?q=${query}` : `geo:0,0?q=${query}`
  }
  const point = apple ? toGcj(toWgs(customer.pin)) : toWgs(customer.pin)
  const at = `${point.lat.toFixed(6)},${point.lng.toFixed(6)}`
  return apple ? `maps://?daddr=${at}&q=${name}` : `geo:${at}?q=${at}(${name})`
}
