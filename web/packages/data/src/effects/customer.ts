/** The rep's edits of a customer's page: facts of the customer, contacts, activities. */
import type { FieldChanges } from '../commands.ts'
import type { Effect } from './effect.ts'
import { amend, keys, patch, utc } from './effect.ts'

/** What an act on a customer that this phone made comes after: it never waits for another edit of it. */
export const ofCustomer = (id: string | null | undefined) => keys('customer', id)

const wanted = (changes: FieldChanges): Record<string, unknown> =>
  Object.fromEntries(Object.entries(changes).map(([field, change]) => [field, change.to]))

export const customerUpdate: Effect<'customer.update'> = {
  entities: ['customer'],
  links: (p) => ({ owns: keys('customer', p.customer_id) }),
  patches: (p) => amend('customer', p.customer_id, () => wanted(p.changes)),
}

export const customerCreate: Effect<'customer.create'> = {
  entities: ['customer', 'contact'],
  links: (p) => ({ owns: [...keys('customer', p.customer_id), ...keys('contact', p.contact?.contact_id)] }),
  patches: (p, facts) => [
    ...patch('customer', p.customer_id, (row) => row ?? {
      id: p.customer_id,
      name: p.name,
      name_sort: p.name,
      kind: p.kind,
      owner: facts.person,
      status: 'active',
      shop_type: p.shop_type || null,
      channel: p.channel || null,
      grade: p.grade || null,
      address: p.address,
      pin: p.pin,
      front_photo: p.front_photo,
      invoice_title: p.invoice_title,
      tax_number: p.tax_number,
      tags: [],
    }),
    ...patch('contact', p.contact?.contact_id, (row) => row ?? {
      id: p.contact!.contact_id,
      customer: p.customer_id,
      name: p.contact!.name,
      mobile: p.contact!.mobile,
      is_primary: true,
    }),
  ],
}

/** As `outrider/customers/rules.py` names a pin that came from an address, and one that somebody vouched for. */
const GEOCODED = 'geocoded'
const CONFIRMED = 'confirmed'

/** The first pin that somebody vouches for is shown at once; a change of one waits for the manager. */
export const pinPropose: Effect<'pin.propose'> = {
  entities: ['customer'],
  links: (p) => ({ owns: [`pin_change:${p.change_id}`], after: ofCustomer(p.customer_id) }),
  patches: (p, facts) => amend('customer', p.customer_id, (row) => ((row.pin && row.pin.source !== GEOCODED) || row.owner !== facts.person ? {} : { pin: p.pin })),
}

export const pinConfirm: Effect<'pin.confirm'> = {
  entities: ['customer'],
  links: (p) => ({ owns: [`pin_confirm:${p.customer_id}`], after: ofCustomer(p.customer_id) }),
  patches: (p) => amend('customer', p.customer_id, (row) => (row.pin?.source === GEOCODED ? { pin: { ...row.pin, source: CONFIRMED } } : {})),
}

export const contactSave: Effect<'contact.save'> = {
  entities: ['contact'],
  links: (p) => ({ owns: keys('contact', p.contact_id), after: ofCustomer(p.customer_id) }),
  patches: (p) =>
    patch('contact', p.contact_id, (row) => ({
      ...(row ?? { id: p.contact_id, customer: p.customer_id, name: '' }),
      ...wanted(p.changes),
    })),
}

export const activityLog: Effect<'activity.log'> = {
  entities: ['activity'],
  links: (p) => ({ owns: keys('activity', p.activity_id), after: ofCustomer(p.customer_id) }),
  patches: (p, facts) =>
    patch('activity', p.activity_id, (row) => row ?? {
      id: p.activity_id,
      customer: p.customer_id,
      kind: p.kind,
      text: p.text,
      happened_at: utc(p.happened_at),
      next_step: p.next_step,
      next_on: p.next_on,
      created_by: facts.person,
    }),
}
