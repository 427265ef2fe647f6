/** The rep's edits of a customer's page: facts of the customer, contacts, activities. */
import type { FieldChanges } from '../commands.ts'
import type { Effect } from './effect.ts'
import { amend, keys, patch, utc } from './effect.ts'

const wanted = (changes: FieldChanges): Record<string, unknown> =>
  Object.fromEntries(Object.entries(changes).map(([field, change]) => [field, change.to]))

export const customerUpdate: Effect<'customer.update'> = {
  entities: ['customer'],
  links: (p) => ({ owns: keys('customer', p.customer_id) }),
  patches: (p) => amend('customer', p.customer_id, () => wanted(p.changes)),
}

export const contactSave: Effect<'contact.save'> = {
  entities: ['contact'],
  links: (p) => ({ owns: keys('contact', p.contact_id) }),
  patches: (p) =>
    patch('contact', p.contact_id, (row) => ({
      ...(row ?? { id: p.contact_id, customer: p.customer_id, name: '' }),
      ...wanted(p.changes),
    })),
}

export const activityLog: Effect<'activity.log'> = {
  entities: ['activity'],
  links: (p) => ({ owns: keys('activity', p.activity_id) }),
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
