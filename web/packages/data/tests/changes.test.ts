/** F18 to F23 by name: the world around the phone changes; and what a person does with a held act. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { databaseName } from '../src/open.ts'
import { Problem } from '../src/errors.ts'
import { PersonDatabase } from '../src/store/database.ts'
import type { Data } from '../src/types.ts'
import { checkIn, checkOut, nowhere, order, rename, shoot, step } from './acts.ts'
import { goOffline } from './network.ts'
import type { Transport } from './network.ts'
import { Phone } from './phone.ts'
import { MemoryServer } from './server.ts'
import { spoil, StorageFaults } from './simulation/storage.ts'

const DAY = 86_400_000
let server: MemoryServer
let phone: Phone
let data: Data

beforeEach(async () => {
  server = new MemoryServer()
  for (const id of ['c1', 'c2', 'c3']) server.put('customer', { id, name: `店${id}` })
  phone = new Phone(server)
  data = await phone.open()
  await data.session.signIn('wang', 'secret')
  await data.sync.now()
})

const raw = (): PersonDatabase => data.tables as PersonDatabase
const applied = (): number[] => Object.values(server.state.effects)
const answerWith = (make: () => Response): Transport => async () => make()


describe('F18 to F23: the world changes', () => {
  it('F18: a customer that was given away leaves, the act on it is still sent', async () => {
    server.put('contact', { id: 'k1', customer: 'c1', name: '王老板' })
    await data.sync.now()
    phone.transport = goOffline
    const { visit } = await checkIn(data, 'c1')
    await rename(data, 'c1', '店c1', '新')
    server.take('customer', 'c1', 'revoked')
    phone.transport = (go) => go()
    await data.sync.now()
    expect(await data.tables.customers.get('c1')).toBeUndefined()
    expect(await data.tables.contacts.get('k1')).toBeUndefined()
    expect(server.row('visit', visit)).toBeDefined()
    expect(applied()).toEqual([1, 1])
  })

  it('F18: what the rep did himself at a customer that was given away stays in his day', async () => {
    const own = await checkIn(data, 'c1')
    const sold = await order(data, 'c1', own.visit)
    server.put('visit', { id: 'v9', customer: 'c1', rep: 'zhao', status: 'done' })
    await data.sync.now()
    expect(await data.tables.visits.get('v9')).toBeDefined()
    server.take('customer', 'c1', 'revoked')
    await data.sync.now()
    expect(await data.tables.customers.get('c1')).toBeUndefined()
    expect(await data.tables.visits.toCollection().primaryKeys()).toEqual([own.visit])
    expect(await data.tables.orders.toCollection().primaryKeys()).toEqual([sold.order])
  })

  it('F18: an expired session and a revoked device stop the sending, not the work', async () => {
    phone.profile.signedInAs = null
    await checkIn(data, 'c1')
    await data.sync.now()
    expect(data.session.state.value.standing).toBe('expired')
    await checkIn(data, 'c2')
    expect(data.sync.state.value.waiting).toBeGreaterThan(0)
    await data.session.signIn('wang', 'secret')
    await data.sync.now()
    expect(applied()).toEqual([1, 1])
    Object.values(server.state.devices)[0]!.revoked = true
    await checkIn(data, 'c3')
    expect((await data.sync.now()).waiting).toBe(1)
    expect(data.session.state.value.standing).toBe('revoked')
  })

  it('F18: another person signed in in another tab: their session never carries this queue', async () => {
    await checkIn(data, 'c1')
    phone.profile.signedInAs = 'zhao'
    expect((await data.sync.now()).waiting).toBe(1)
    await data.session.refresh()
    expect(data.session.state.value.standing).toBe('other')
    expect(applied()).toEqual([])
  })

  it('F19: clock jumps change neither order nor sending; the raw times travel', async () => {
    phone.transport = goOffline
    await checkIn(data, 'c1')
    phone.clock.wall -= 10 * 365 * DAY
    const { visit } = await checkIn(data, 'c2')
    phone.clock.wall += 30 * 365 * DAY
    await checkOut(data, visit)
    phone.transport = (go) => go()
    expect((await data.sync.now()).waiting).toBe(0)
    const bodies = Object.values(server.state.commands).map((one) => JSON.parse(one.body) as { seq: number; device_time: string; boot_id: string })
    expect(bodies.map((body) => body.seq)).toEqual([1, 2, 3])
    expect(bodies.map((body) => body.device_time.slice(0, 4))).toEqual(['2026', '2016', '2046'])
    expect(new Set(bodies.map((body) => body.boot_id)).size).toBe(1)
    expect(data.clock.today()).toBe('2026-11-23')
  })

  it('F20: when the storage is full a photo says so, and the act itself is saved in the reserve', async () => {
    await data.sync.now()
    const { visit } = await checkIn(data, 'c1')
    const db = raw()
    expect(await db.fact('reserve')).toBeDefined()
    const add = db.commands.add.bind(db.commands)
    db.commands.add = (async (...row: Parameters<typeof add>) => {
      if (await db.fact('reserve')) throw new DOMException('full', 'QuotaExceededError')
      return add(...row)
    }) as typeof db.commands.add
    const put = db.photo_bytes.put.bind(db.photo_bytes)
    db.photo_bytes.put = (() => Promise.reject(new DOMException('full', 'QuotaExceededError'))) as never
    await expect(shoot(data, 4)).rejects.toMatchObject({ code: 'storage_full' })
    await checkOut(data, visit)
    db.commands.add = add as typeof db.commands.add
    db.photo_bytes.put = put as typeof db.photo_bytes.put
    expect(await data.tables.visits.get(visit)).toMatchObject({ status: 'done' })
    phone.quota = { usage: 99, quota: 100 }
    expect(await data.photos.room()).toEqual({ ok: false, freeBytes: 1 })
    await data.sync.now()
    expect(applied()).toEqual([1, 1])
  })

  it('F16 F20: a full phone can be signed out of in the reserve, and says so when that is gone', async () => {
    const faults = new StorageFaults(() => 0)
    spoil(phone.profile.indexedDB, faults)
    faults.fullFor = 1
    await data.session.signOut()
    data = await phone.kill()
    expect(data.session.state.value.person).toBeNull()
    await data.session.signIn('wang', 'secret')
    faults.fullFor = 9
    await expect(data.session.signOut()).rejects.toMatchObject({ code: 'storage_full' })
    expect(data.session.state.value.person).not.toBeNull()
  })

  it('F21: the timer is armed again after every kind of failure', async () => {
    data.sync.start()
    await phone.clock.advance(100, server)
    const failures: Transport[] = [
      goOffline,
      () => new Promise(() => {}),
      answerWith(() => new Response('x', { status: 500 })),
      answerWith(() => Response.json({ nonsense: true })),
    ]
    for (const transport of failures) {
      phone.transport = transport
      await phone.clock.advance(400_000, server)
    }
    await checkIn(data, 'c1')
    phone.transport = (go) => go()
    await phone.clock.advance(360_000, server)
    await vi.waitFor(() => expect([applied(), data.sync.state.value.mark]).toEqual([[1], 'all_sent']), 45_000)
  })

  it('F21: coming back online sends at once', async () => {
    data.sync.start()
    phone.online = false
    phone.transport = goOffline
    await phone.clock.advance(10_000, server)
    await checkIn(data, 'c1')
    phone.transport = (go) => go()
    phone.online = true
    phone.fire('online')
    await phone.clock.advance(100, server)
    expect(applied()).toEqual([1])
  })

  it('F23: what a restored server forgot is offered again, with its photo', async () => {
    const first = await checkIn(data, 'c1')
    await data.sync.now()
    const backup = server.backup()
    const second = await checkIn(data, 'c2')
    const photo = await shoot(data, 8)
    await step(data, second.visit, 'front', [photo])
    const placed = await order(data, 'c2', second.visit)
    await data.sync.now()
    expect(data.sync.state.value.mark).toBe('all_sent')
    server.restore(backup)
    expect(server.row('visit', second.visit)).toBeUndefined()
    await data.sync.now()
    await data.sync.now()
    expect(server.row('visit', second.visit)).toBeDefined()
    expect(server.row('order', placed.order)).toBeDefined()
    expect(server.state.files).toEqual({ [photo.digest]: 1 })
    expect(applied()).toEqual([1, 1, 1, 1])
    expect(await data.tables.visits.get(first.visit)).toBeDefined()
    expect(await data.tables.visits.get(second.visit)).toMatchObject({ server: true })
    expect(data.sync.state.value.mark).toBe('all_sent')
  })

  it('F23: a server that was restored to before this phone existed learns everything', async () => {
    await checkIn(data, 'c1')
    await data.sync.now()
    const early = structuredClone(server.state)
    Object.assign(early, { devices: {}, commands: {}, effects: {}, uploads: {} })
    delete early.rows['visit']
    server.restore(early)
    for (let index = 0; index < 4; index++) await data.sync.now()
    expect(applied()).toEqual([1])
    expect(data.sync.state.value.waiting).toBe(0)
  })
})

describe('a held act', () => {
  it('stays visible with its reason until a person resolves it', async () => {
    const held = await order(data, 'c1')
    server.rule = (command) => (command.id === held.command ? 'held' : null)
    expect(await data.sync.now()).toMatchObject({ mark: 'attention', waiting: 0, attention: 1 })
    expect((await data.queue.lists()).attention).toMatchObject([{ state: 'held', reason: { message: '需要处理' }, record: { entity: 'order' } }])
    expect(await data.tables.orders.get(held.order)).toMatchObject({ _local: { pending: 1, attention: true } })
    await data.queue.resolve(held.command, 'resend')
    expect(await data.sync.now()).toMatchObject({ mark: 'all_sent', attention: 0 })
    expect(server.row('order', held.order)).toBeDefined()
    expect(Object.values(server.state.commands).map((one) => one.verb)).toEqual(['order.submit', 'order.submit', 'command.resolve'])
  })

  it('disappears from the screen when it is given up', async () => {
    const held = await order(data, 'c1')
    server.rule = (command) => (command.id === held.command ? 'held' : null)
    await data.sync.now()
    await data.queue.resolve(held.command, 'discard')
    expect(await data.tables.orders.get(held.order)).toBeUndefined()
    expect(await data.sync.now()).toMatchObject({ mark: 'all_sent', attention: 0, waiting: 0 })
  })

  it('can be taken away as a file, with the photos', async () => {
    phone.transport = goOffline
    const { visit } = await checkIn(data, 'c1')
    const photo = await shoot(data, 2)
    await step(data, visit, 'front', [photo])
    const bytes = new Uint8Array(await (await data.queue.exportFile()).arrayBuffer())
    const cut = bytes.indexOf(10)
    const manifest = JSON.parse(new TextDecoder().decode(bytes.slice(0, cut))) as { commands: unknown[]; files: unknown[] }
    expect(manifest).toMatchObject({ format: 'outrider-queue-1', person: 'wang', files: [{ digest: photo.digest, size: 3000 }] })
    expect(manifest.commands).toHaveLength(2)
    expect(bytes.length - cut - 1).toBe(3000)
  })

  it('can be brought in on another phone, and is counted once', async () => {
    phone.transport = goOffline
    const { visit } = await checkIn(data, 'c1')
    const photo = await shoot(data, 2)
    await step(data, visit, 'front', [photo])
    const file = new Uint8Array(await (await data.queue.exportFile()).arrayBuffer())

    const other = await new Phone(server, 2).open()
    await other.session.signIn('wang', 'secret')
    await other.sync.now()
    expect(await other.queue.importFile(file)).toEqual({ taken: 2, known: 0, photos: 1 })
    expect(await other.queue.importFile(file)).toEqual({ taken: 0, known: 2, photos: 0 })
    expect(await other.tables.visits.get(visit)).toMatchObject({ customer: 'c1', status: 'open', photos: [{ digest: photo.digest }] })
    expect(await other.sync.now()).toMatchObject({ mark: 'all_sent', waiting: 0, photosWaiting: 0 })
    expect(applied()).toEqual([1, 1])

    // The first phone comes online after all: everything was there.
    phone.transport = (go) => go()
    expect(await data.sync.now()).toMatchObject({ mark: 'all_sent', waiting: 0, photosWaiting: 0 })
    expect(applied()).toEqual([1, 1])
    await other.close()
  })

  it("is refused when the file was cut, is another person's, or is something else", async () => {
    phone.transport = goOffline
    const { visit } = await checkIn(data, 'c1')
    await step(data, visit, 'front', [await shoot(data, 2)])
    const file = new Uint8Array(await (await data.queue.exportFile()).arrayBuffer())
    const zhao = await new Phone(server, 3).open()
    await zhao.session.signIn('zhao', 'secret')
    await expect(zhao.queue.importFile(file)).rejects.toMatchObject({ code: 'queue_file_other' })
    await expect(data.queue.importFile(file.slice(0, -1))).rejects.toMatchObject({ code: 'queue_file_bad' })
    await expect(data.queue.importFile(Uint8Array.from([1, 10, 2]))).rejects.toMatchObject({ code: 'queue_file_bad' })
    expect((await data.queue.lists()).waiting).toHaveLength(3)
    await zhao.close()
  })
})

it('a console call names the problem', async () => {
  await expect((await data.remote()).get('nothing', 'x')).rejects.toBeInstanceOf(Problem)
  expect(databaseName('wang')).toBe('outrider-rep-wang')
  expect(nowhere.status).toBe('unavailable')
})
