/** An older phone's database opens with this version's tables, and keeps every row. */
import 'fake-indexeddb/auto'
import { Dexie } from 'dexie'
import { expect, it } from 'vitest'
import type { Environment } from '../src/environment.ts'
import { shippedDefences } from '../src/defences.ts'
import { PersonDatabase, TABLE_OF } from '../src/store/database.ts'

const FIRST = {
  customers: 'id, owner, name_sort, kind, grade, shop_type, last_visit_on',
  visits: 'id, [customer+checked_in_at], customer, checked_in_at, status, business_date, plan',
  commands: 'id, &seq, [state+seq], state, *touches, listed',
  meta: 'key',
}

it.each([1, 2, 4])('brings a database of version %i to the present one', async (version) => {
  const old = new Dexie(`phone-${version}`)
  for (let one = 1; one <= version; one += 1) old.version(one).stores(one === 1 ? FIRST : { [`shifts${one}`]: 'id' })
  await old.open()
  await old.table('customers').add({ id: 'c', name: '惠民', name_sort: 'huimin' })
  await old.table('commands').add({ id: 'q', seq: 1, state: 'waiting', touches: ['customer:c'] })
  old.close()

  const env = { indexedDB, IDBKeyRange } as unknown as Environment
  const db = new PersonDatabase(`phone-${version}`, env, shippedDefences)
  await db.open()
  expect(await db.customers.orderBy('name_sort').toArray()).toEqual([{ id: 'c', name: '惠民', name_sort: 'huimin' }])
  expect(await db.commands.where('[state+seq]').between(['waiting', 0], ['waiting', 9]).count()).toBe(1)
  for (const table of Object.values(TABLE_OF)) expect([table, await db.table(table).count()]).toEqual([table, table === 'customers' ? 1 : 0])
  db.close()
})

it('opens what it made itself', async () => {
  const env = { indexedDB, IDBKeyRange } as unknown as Environment
  const first = new PersonDatabase('phone-new', env, shippedDefences)
  await first.setFact('seq', 7)
  first.close()
  const again = new PersonDatabase('phone-new', env, shippedDefences)
  expect(await again.fact('seq')).toBe(7)
  again.close()
})
