/** A visit without a network, then with one. */
import { beforeEach, describe, expect, it } from 'vitest'
import { checkIn, checkOut, order, rename, shoot, step } from './acts.ts'
import { goOffline } from './network.ts'
import { Phone } from './phone.ts'
import { MemoryServer } from './server.ts'
import type { Data } from '../src/types.ts'

let server: MemoryServer
let phone: Phone
let data: Data

beforeEach(async () => {
  server = new MemoryServer()
  server.put('customer', { id: 'c1', name: '惠民便利(解放路店)', mobile: '13800001234', search_keys: { pinyin: 'huiminbianli', initials: 'hmbl' } })
  server.put('product', { id: 'soda', name: '苏打水', units: [{ key: 'box', name: '箱', factor: '15' }, { key: 'piece', name: '瓶', factor: '1' }] })
  server.put('visit_plan', { id: 'p1', rep: 'wang', customer: 'c1', on: '2026-11-23', position: 1, status: 'planned' })
  phone = new Phone(server)
  data = await phone.open()
  await data.session.signIn('wang', 'secret')
  await data.sync.now()
})

describe('a visit', () => {
  it('is on the phone at once and on the server exactly once', async () => {
    phone.transport = goOffline
    const { visit } = await checkIn(data, 'c1', 'p1')
    const photo = await shoot(data, 7)
    await step(data, visit, 'front', [photo])
    const placed = await order(data, 'c1', visit)
    await checkOut(data, visit)

    expect(await data.tables.visits.get(visit)).toMatchObject({
      customer: 'c1', status: 'done', steps_done: ['front'], orders: [placed.order], _local: { pending: 4 },
      photos: [{ digest: photo.digest, check_code: 'A1B2', received: false }], _titles: { customer: '惠民便利(解放路店)' },
    })
    expect(await data.tables.orders.get(placed.order)).toMatchObject({ total: '84.00', quantity_text: '2箱', product_count: 1 })
    expect(await data.tables.visit_plans.get('p1')).toMatchObject({ status: 'done', visit })
    expect(await data.tables.customers.get('c1')).toMatchObject({ last_visit_on: '2026-11-23', last_order_on: '2026-11-23' })
    expect((await data.sync.now()).waiting).toBe(4)
    expect(data.sync.state.value).toMatchObject({ mark: 'waiting', photosWaiting: 1, attention: 0 })

    phone.transport = (go) => go()
    const state = await data.sync.now()
    expect(state).toMatchObject({ mark: 'all_sent', waiting: 0, photosWaiting: 0, online: true })
    expect(Object.values(server.state.effects)).toEqual([1, 1, 1, 1])
    expect(server.state.files).toEqual({ [photo.digest]: 1 })
    expect(await data.tables.visits.get(visit)).toMatchObject({ server: true, status: 'done' })
    expect((await data.tables.visits.get(visit))?._local).toBeUndefined()
    expect(await data.tables.orders.get(placed.order)).toMatchObject({ number: expect.stringMatching(/^SO-/) })
  })

  it('survives a killed page, with the photo that was only just taken', async () => {
    phone.transport = goOffline
    const { visit } = await checkIn(data, 'c1')
    await data.photos.save(Uint8Array.from([1, 2, 3]), { width: 1, height: 1, taken_at: data.clock.iso(), draft_key: `visit:${visit}:front` })
    await data.drafts.put('sheet:soda', { box: '2' })
    data = await phone.kill()
    expect(data.session.state.value).toMatchObject({ standing: 'remembered', person: { name: '王磊' } })
    expect(await data.tables.visits.get(visit)).toMatchObject({ status: 'open' })
    expect(await data.photos.drafts(`visit:${visit}:front`)).toHaveLength(1)
    expect(await data.drafts.get('sheet:soda')).toEqual({ box: '2' })
  })

  it('keeps numbers without gaps, also when acts fall together', async () => {
    const { visit } = await checkIn(data, 'c1')
    await Promise.all(Array.from({ length: 12 }, (_, index) => step(data, visit, `s${index}`)))
    await data.sync.now()
    const device = Object.values(server.state.devices)[0]
    expect(device).toMatchObject({ contiguous: 13, above: [] })
  })

  it('finds the customer by name, pinyin, initials and phone tail', async () => {
    const ids = async (text: string) => (await data.search.customers(text)).map((hit) => hit.id)
    expect(await ids('惠民')).toEqual(['c1'])
    expect(await ids('huimin')).toEqual(['c1'])
    expect(await ids('hmb')).toEqual(['c1'])
    expect(await ids('1234')).toEqual(['c1'])
    expect(await ids('别人')).toEqual([])
    await rename(data, 'c1', '惠民便利(解放路店)', '万佳超市')
    expect(await ids('万佳')).toEqual(['c1'])
  })
})
