/** F1 to F17 of the promise by name: what the phone does, and that nothing is lost or counted twice. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { PersonDatabase } from '../src/store/database.ts'
import { shippedDefences } from '../src/defences.ts'
import type { Data } from '../src/types.ts'
import { checkIn, checkOut, rename, shoot, step } from './acts.ts'
import { goOffline } from './network.ts'
import type { Transport } from './network.ts'
import { Phone } from './phone.ts'
import { Profile } from './profile.ts'
import { MemoryServer } from './server.ts'

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
const commandsSent = () => server.requests.filter((one) => one === 'POST /api/sync/commands').length
const answerWith = (make: () => Response): Transport => async () => make()

/** The request reaches the server, its answer does not reach the phone. */
const loseAnswer: Transport = async (go) => {
  await go()
  throw new TypeError('Failed to fetch')
}

describe('F1 to F5: what is believed', () => {
  it('F1 F22: a repeat after a lost answer, even months later, is applied once under the same id', async () => {
    const { command } = await checkIn(data, 'c1')
    phone.transport = loseAnswer
    await data.sync.now()
    expect(applied()).toEqual([1])
    expect(data.sync.state.value.waiting).toBe(1)
    phone.transport = (go) => go()
    server.now += 90 * DAY
    await phone.clock.advance(90 * DAY)
    expect((await data.sync.now()).waiting).toBe(0)
    expect(Object.keys(server.state.effects)).toEqual([command])
    expect([applied(), server.state.conflicts]).toEqual([[1], 0])
  })

  it('F2: a second tab does not send while the first one is sending', async () => {
    const other = new Phone(server, 2, phone.profile, phone.clock)
    const otherData = await other.open()
    await checkIn(data, 'c1')
    let release = () => {}
    const gate = new Promise<void>((resolve) => (release = resolve))
    phone.transport = async (go) => (await gate, go())
    const first = data.sync.now()
    const before = commandsSent()
    await otherData.sync.now()
    expect(commandsSent()).toBe(before)
    release()
    await first
    expect((await otherData.sync.now()).waiting).toBe(0)
    expect(applied()).toEqual([1])
    await other.data.close()
  })

  it('F2: without Web Locks a lease keeps order, and passes on when its holder died', async () => {
    const bare = new Phone(server, 3, phone.profile, phone.clock)
    await raw().setFact('lease', { holder: 'a dead tab', beat: 7 })
    const bareData = await bare.open({ locks: null })
    await checkIn(bareData, 'c1')
    expect((await bareData.sync.now()).waiting).toBe(1)
    await phone.clock.advance(46_000)
    expect((await bareData.sync.now()).waiting).toBe(0)
    await bare.data.close()
  })

  it('F3: an answer that says applied without a receipt for it is not believed', async () => {
    await checkIn(data, 'c1')
    phone.transport = async (go, url) => {
      const response = await go()
      if (!url.includes('/sync/commands')) return response
      const body = (await response.json()) as { receipt: { ids: string[] } }
      return Response.json({ ...body, receipt: { ...body.receipt, ids: [] } })
    }
    expect((await data.sync.now()).waiting).toBe(1)
  })

  it.each([
    ['a page', () => new Response('<html>Log in to the Wi-Fi</html>', { headers: { 'content-type': 'text/html' } })],
    ['a JSON 200', () => Response.json({ ok: true, answers: [], epoch: 'x' })],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'http://portal/' } })],
    ['half a body', () => new Response('{"answers": [', { headers: { 'content-type': 'application/json' } })],
    ['an empty 200', () => new Response('', { headers: { 'content-type': 'application/json' } })],
    ['a 401 page', () => new Response('<html>', { status: 401, headers: { 'content-type': 'text/html' } })],
  ])('F4: a captive portal that answers %s is no server', async (_, make) => {
    await checkIn(data, 'c1')
    phone.transport = answerWith(make)
    expect(await data.sync.now()).toMatchObject({ waiting: 1, mark: 'waiting' })
    expect(data.session.state.value.standing).not.toBe('expired')
    phone.transport = (go) => go()
    expect((await data.sync.now()).waiting).toBe(0)
  })

  it('F4: a receipt signed with another key is not believed', async () => {
    await checkIn(data, 'c1')
    const device = Object.values(server.state.devices)[0]!
    const right = device.key
    device.key = new Uint8Array(32)
    expect((await data.sync.now()).waiting).toBe(1)
    // The server really has another key for us now: it is fetched and the repeat is believed.
    expect((await data.sync.now()).waiting).toBe(0)
    expect(device.key).not.toEqual(right)
    expect(applied()).toEqual([1])
  })

  it('F5: an acknowledged act and its photo leave only after a pull showed it and seven days', async () => {
    const { visit } = await checkIn(data, 'c1')
    await step(data, visit, 'front', [await shoot(data, 3)])
    await data.sync.now()
    const kept = async () => [await raw().commands.count(), await raw().photo_list.count(), await raw().photo_bytes.count()]
    expect(await kept()).toEqual([2, 1, 1])
    server.now += 6.9 * DAY
    await data.sync.now()
    expect(await kept()).toEqual([2, 1, 1])
    server.now += 0.2 * DAY
    await data.sync.now()
    expect(await kept()).toEqual([0, 0, 0])
    expect(await data.tables.visits.get(visit)).toMatchObject({ server: true })
  })
})

describe('F6 to F12: what is stored', () => {
  it('F6: a pull that dies between pages goes on where its rows ended', async () => {
    server.pageSize = 2
    for (let index = 0; index < 9; index++) server.put('customer', { id: `n${index}`, name: `新${index}` })
    let pages = 0
    phone.transport = async (go, url) => {
      if (url.includes('/sync/changes') && ++pages > 2) throw new TypeError('cut')
      return go()
    }
    await data.sync.now()
    expect(await data.tables.customers.count()).toBe(7)
    phone.transport = (go) => go()
    await data.sync.now()
    expect(await data.tables.customers.count()).toBe(12)
  })

  it.each([[true, 4], [false, 3]])('F6: a page whose rows could not be written leaves the cursor (defence %s)', async (F6_cursorWithRows, count) => {
    data = await phone.kill({ defences: { F6_cursorWithRows } })
    server.put('customer', { id: 'n1', name: '新' })
    const creating = raw().customers.hook('creating')
    const full = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    creating.subscribe(full)
    await data.sync.now()
    creating.unsubscribe(full)
    await data.sync.now()
    expect(await data.tables.customers.count()).toBe(count)
  })

  it('F7: one command that the server cannot even read does not hold back the others', async () => {
    phone.transport = goOffline
    const bad = await checkIn(data, 'c1')
    const child = await step(data, bad.visit, 'front')
    const good = []
    for (let index = 0; index < 6; index++) good.push((await checkIn(data, 'c2')).command)
    phone.transport = (go) => go()
    server.rule = (command) => (command.id === bad.command ? 'explode' : null)
    const state = await data.sync.now()
    expect(state).toMatchObject({ mark: 'attention', attention: 1, waiting: 1 })
    expect(Object.keys(server.state.effects).sort()).toEqual(good.sort())
    const { attention, waiting } = await data.queue.lists()
    expect(attention[0]).toMatchObject({ id: bad.command, state: 'refused', reason: { code: 'invalid', field: 'commands.0.payload' } })
    expect(waiting).toMatchObject([{ id: child, blockedBy: bad.command }])
    server.rule = () => null
    await data.queue.resolve(bad.command, 'resend')
    expect(await data.sync.now()).toMatchObject({ mark: 'all_sent', waiting: 0, attention: 0 })
    expect(applied()).toEqual(Array(8).fill(1))
  })

  it('F7: retry_later holds back only what depends on it, and is tried again', async () => {
    const { visit, command } = await checkIn(data, 'c1')
    server.rule = (one) => (one.id === command ? 'retry_later' : null)
    const other = await checkIn(data, 'c2')
    await checkOut(data, visit)
    const state = await data.sync.now()
    expect(state).toMatchObject({ waiting: 2, attention: 0 })
    expect(Object.keys(server.state.effects)).toEqual([other.command])
    server.rule = () => null
    expect((await data.sync.now()).waiting).toBe(0)
    expect(server.row('visit', visit)).toMatchObject({ status: 'done' })
  })

  it('F8: an act whose photo is not on the phone is not saved at all', async () => {
    const { visit } = await checkIn(data, 'c1')
    const photo = await shoot(data, 5)
    await data.photos.discard(photo.photo_id)
    const before = await raw().commands.count()
    await expect(step(data, visit, 'front', [photo])).rejects.toMatchObject({ code: 'photo_missing' })
    expect(await raw().commands.count()).toBe(before)
    expect((await data.tables.visits.get(visit))?.steps_done).toEqual([])
    expect(await raw().fact('seq')).toBe(before)
  })

  it('F9: a photo whose bytes changed on the disk is not sent, and the person is told', async () => {
    phone.transport = goOffline
    const { visit } = await checkIn(data, 'c1')
    const bad = await shoot(data, 5)
    const good = await shoot(data, 6)
    await step(data, visit, 'front', [bad, good])
    await raw().photo_bytes.put({ digest: bad.digest, bytes: new Uint8Array([9]), type: 'image/jpeg' })
    phone.transport = (go) => go()
    expect(await data.sync.now()).toMatchObject({ mark: 'attention', attention: 1, photosWaiting: 0, waiting: 0 })
    expect(Object.keys(server.state.files)).toEqual([good.digest])
    expect((await data.queue.lists()).attention[0]).toMatchObject({ kind: 'photo', state: 'damaged' })
  })

  it('F9: bytes that were damaged on the way are sent again', async () => {
    const { visit } = await checkIn(data, 'c1')
    const photo = await shoot(data, 5, 200_000)
    await step(data, visit, 'front', [photo])
    let spoil = 1
    phone.transport = async (go, url, init) => {
      if (url.includes('/uploads/') && spoil-- > 0) (init.body as Uint8Array)[10]! ^= 1
      return go()
    }
    await data.sync.now()
    await data.sync.now()
    expect(server.state.files).toEqual({ [photo.digest]: 1 })
  })

  it('F8: an upload that is cut again and again goes on from where the server is', async () => {
    const { visit } = await checkIn(data, 'c1')
    const photo = await shoot(data, 5, 300_000)
    await step(data, visit, 'front', [photo])
    let pieces = 0
    phone.transport = async (go, url) => {
      if (!url.includes('/uploads/')) return go()
      const answer = await go()
      if (++pieces % 2) throw new TypeError('cut after the piece arrived')
      return answer
    }
    for (let index = 0; index < 8; index++) await data.sync.now()
    expect(server.state.files).toEqual({ [photo.digest]: 1 })
    expect(data.sync.state.value.photosWaiting).toBe(0)
    expect(pieces).toBeLessThan(12)
  })

  it('F8: a photo that failed beside a good round goes again in seconds, not at the next idle one', async () => {
    const { visit } = await checkIn(data, 'c1')
    await step(data, visit, 'front', [await shoot(data, 7)])
    phone.transport = async (go, url) => (url.includes('/uploads') ? goOffline(go, url, {}) : go())
    data.sync.start()
    await phone.clock.advance(1_000, server)
    expect(data.sync.state.value).toMatchObject({ waiting: 0, photosWaiting: 1 })
    phone.transport = (go) => go()
    await phone.clock.advance(5_000, server)
    expect(data.sync.state.value.photosWaiting).toBe(0)
  })

  it('F8: a link that is cut every 64 KB brings a photo home in a minute or two: what came is progress, not failure', async () => {
    const { visit } = await checkIn(data, 'c1')
    const photo = await shoot(data, 5, 1_000_000)
    await step(data, visit, 'front', [photo])
    let sent = 0
    phone.transport = async (go, url, init) => {
      if (!url.includes('/uploads/')) return go()
      const body = init.body as Uint8Array
      const carried = new Uint8Array(body.slice(0, 60_000))
      init.body = carried
      sent += carried.length
      const answer = await go()
      if (body.length > 60_000) throw new TypeError('cut on its way')
      return answer
    }
    data.sync.start()
    await phone.clock.advance(90_000, server)
    expect(server.state.files).toEqual({ [photo.digest]: 1 })
    expect(sent).toBe(1_000_000)
  })

  it('F10: a database that the browser threw away does not look like a new phone', async () => {
    phone.transport = goOffline
    const { visit } = await checkIn(data, 'c1')
    await step(data, visit, 'front')
    await data.sync.now()
    await data.close()
    phone.profile.indexedDB = new Profile().indexedDB
    phone.transport = (go) => go()
    data = await phone.open()
    expect(data.session.state.value.person?.name).toBe('王磊')
    expect(await data.sync.now()).toMatchObject({ missing: 2 })
    expect(server.reports.at(-1)).toMatchObject({ missing: 2 })
    await data.sync.dismissMissing()
    expect(data.sync.state.value.missing).toBe(0)
  })

  it('F10: an act that no server took was on this phone alone, and is missed with it', async () => {
    const bad = await checkIn(data, 'c1')
    server.rule = (command) => (command.id === bad.command ? 'explode' : null)
    expect(await data.sync.now()).toMatchObject({ attention: 1, waiting: 0 })
    await data.close()
    phone.profile.indexedDB = new Profile().indexedDB
    data = await phone.open()
    expect(await data.sync.now()).toMatchObject({ missing: 1 })
  })

  it('F11: every transaction asks for strict durability', () => {
    expect(shippedDefences.F11_durability).toBe('strict')
    expect((raw() as unknown as { _options: { chromeTransactionDurability: string } })._options.chromeTransactionDurability).toBe('strict')
  })

  it('F12: what a killed offline tab queued is sent by the next one', async () => {
    phone.transport = goOffline
    await checkIn(data, 'c1')
    data = await phone.kill()
    phone.transport = (go) => go()
    expect((await data.sync.now()).waiting).toBe(0)
    expect(applied()).toEqual([1])
  })
})

describe('F13 to F17: what is shown and kept', () => {
  it('F13: a queue that cannot be sent says that it waits, and why', async () => {
    await checkIn(data, 'c1')
    phone.transport = answerWith(() => new Response('bad gateway', { status: 502, headers: { 'content-type': 'text/html' } }))
    for (let index = 0; index < 3; index++) await data.sync.now()
    expect(data.sync.state.value).toMatchObject({ mark: 'waiting', waiting: 1, running: false, trouble: { code: 'server_error' } })
  })

  it('F13: a tab follows what another one sends, photos included', async () => {
    const other = new Phone(server, 2, phone.profile, phone.clock)
    const otherData = await other.open()
    const { visit } = await checkIn(data, 'c1')
    await step(data, visit, 'front', [await shoot(data, 3)])
    await phone.clock.advance(1_000)
    const mark = () => otherData.sync.state.value
    await vi.waitFor(() => expect(mark()).toMatchObject({ mark: 'waiting', photosWaiting: 1 }))
    await data.sync.now()
    await vi.waitFor(() => expect(mark()).toMatchObject({ mark: 'all_sent', photosWaiting: 0 }))
    await otherData.close()
  })

  it('F14: every seven days the whole slice is compared', async () => {
    server.put('customer', { id: 'c9', name: '鬼' })
    await data.sync.now()
    delete server.state.rows['customer']!['c9'] // lost without a journal entry
    await data.tables.customers.delete('c1')
    await data.sync.now()
    expect(await data.tables.customers.get('c9')).toBeDefined()
    server.now += 7.1 * DAY
    await phone.clock.advance(7.1 * DAY)
    await data.sync.now()
    expect((await data.tables.customers.toCollection().primaryKeys()).sort()).toEqual(['c1', 'c2', 'c3'])
  })

  it('F15: a pull does not take back what was done here and not yet sent', async () => {
    const command = await rename(data, 'c1', '店c1', '我改的名')
    server.rule = (one) => (one.id === command ? 'retry_later' : null)
    server.put('customer', { id: 'c1', name: '店c1', grade: 'A' })
    await data.sync.now()
    expect(await data.tables.customers.get('c1')).toMatchObject({ name: '我改的名', grade: 'A', _local: { pending: 1 } })
    server.rule = () => null
    await data.sync.now()
    expect(await data.tables.customers.get('c1')).toMatchObject({ name: '我改的名', grade: 'A', version: 3 })
  })

  it('F16: signing out keeps the queue; the next sign-in sends it; nobody else sees it', async () => {
    phone.transport = goOffline
    await checkIn(data, 'c1')
    expect(await data.session.signOut()).toEqual({ unsent: 1 })
    expect(() => data.tables).toThrow('not_signed_in')
    await expect(data.session.openRemembered('wang')).rejects.toMatchObject({ code: 'offline_account_unknown' })
    phone.transport = (go) => go()
    await data.session.signIn('zhao', 'x')
    expect((await data.sync.now()).waiting).toBe(0)
    expect(applied()).toEqual([])
    expect(await data.session.remembered()).toMatchObject([{ id: 'wang', unsent: 1 }, { id: 'zhao', unsent: 0 }])
    await data.session.signIn('wang', 'secret')
    expect((await data.sync.now()).waiting).toBe(0)
    expect(applied()).toEqual([1])
  })

  it('F17: a command of a verb that this version does not know is sent word for word', async () => {
    phone.transport = goOffline
    const { command } = await checkIn(data, 'c1')
    await raw().commands.update(command, { verb: 'survey.answer' as never, payload: { survey_id: 's', answers: [1, 2] } })
    data = await phone.kill()
    phone.transport = (go) => go()
    await data.sync.now()
    expect(server.state.commands[command]).toMatchObject({ verb: 'survey.answer' })
    expect(JSON.parse(server.state.commands[command]!.body)).toMatchObject({ payload: { survey_id: 's', answers: [1, 2] } })
  })
})
