/** The small parts that decide much: order in the queue, exact sums, the company's clock, positions, calls. */
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { dateIn, isoIn, ServerClock } from '../src/clock.ts'
import { demoFix } from '../src/demo.ts'
import type { GeolocationHost } from '../src/environment.ts'
import { formatMoney, formatQuantity, multiply, parseMoney, parseQuantity } from '../src/exact.ts'
import { queryText } from '../src/http.ts'
import { uuid7 } from '../src/ids.ts'
import { openRemote } from '../src/remote/open.ts'
import { rankOf, scan } from '../src/search.ts'
import { searchKeysOf } from '../src/search-keys.ts'
import type { QueuedCommand } from '../src/store/rows.ts'
import { batchOf, choose } from '../src/sync/graph.ts'
import { VirtualClock } from './clock.ts'
import { Phone } from './phone.ts'
import { MemoryServer } from './server.ts'

const queued = (id: string, links: Partial<QueuedCommand>): QueuedCommand =>
  ({ id, state: 'waiting', owns: [], needs: [], after: [], payload: {}, ...links }) as QueuedCommand

describe('the queue as a graph', () => {
  const chain = [
    queued('in', { owns: ['visit:1'] }),
    queued('step', { needs: ['visit:1'] }),
    queued('other', { owns: ['visit:2'] }),
    queued('order', { owns: ['order:1'], after: ['visit:1'] }),
    queued('out', { owns: ['visit:1'], needs: ['visit:1'] }),
  ]

  it('sends everything in order when nothing is wrong', () => {
    expect(choose(chain, () => false).ready.map((one) => one.id)).toEqual(['in', 'step', 'other', 'order', 'out'])
  })

  it('lets only dependants wait for one that rests', () => {
    const { ready, blocked } = choose(chain, (one) => one.id === 'in')
    expect(ready.map((one) => one.id)).toEqual(['other'])
    expect(Object.fromEntries(blocked)).toEqual({ step: 'in', order: 'in', out: 'in' })
  })

  it('lets a fact that merely mentions a refused record go on', () => {
    const { ready } = choose([{ ...chain[0]!, state: 'refused' }, ...chain.slice(1)], () => false)
    expect(ready.map((one) => one.id)).toEqual(['other', 'order'])
  })

  it('cuts batches at a hundred and by bytes', () => {
    const many = Array.from({ length: 150 }, (_, index) => queued(`c${index}`, {}))
    expect(batchOf(many, 100)).toHaveLength(100)
    const heavy = many.map((one) => ({ ...one, payload: { text: 'x'.repeat(60_000) } }))
    expect(batchOf(heavy, 100)).toHaveLength(2)
    expect(batchOf([{ ...heavy[0]!, payload: { text: 'x'.repeat(900_000) } }], 100)).toHaveLength(1)
  })
})

describe('exact numbers', () => {
  it.each([
    ['42.00', '12', '504.00'], ['76.80', '0.5', '38.40'], ['0.005', '1', '0.01'], ['3.3333', '3', '10.00'],
    ['9999999999.99', '1000', '9999999999990.00'], ['0.01', '0.499', '0.00'],
  ])('%s × %s = %s', (price, quantity, amount) => {
    expect(formatMoney(multiply(parseMoney(price), parseQuantity(quantity)))).toBe(amount)
  })

  it('writes quantities without useless zeros', () => {
    expect([formatQuantity(12500n), formatQuantity(2000n), formatMoney(421234n)]).toEqual(['12.5', '2', '42.1234'])
  })
})

describe('the company clock', () => {
  it('writes the company zone whatever the phone is set to', () => {
    const at = Date.parse('2026-11-23T16:30:00Z')
    expect(isoIn(at, 'Asia/Shanghai')).toBe('2026-11-24T00:30:00+08:00')
    expect(isoIn(at, 'America/St_Johns')).toBe('2026-11-23T13:00:00-03:30')
    expect(isoIn(Date.parse('2026-11-23T08:00:00Z'), 'Europe/Lisbon')).toBe('2026-11-23T08:00:00+00:00')
    expect(dateIn(at, 'Asia/Shanghai')).toBe('2026-11-24')
  })

  it('follows the server, and a clock that is set back', () => {
    const host = new VirtualClock(Date.parse('2020-01-01T00:00:00Z'))
    const clock = new ServerClock({ clock: host } as never)
    clock.learn('2026-11-23T00:00:00Z', 0)
    expect(clock.now().toISOString()).toBe('2026-11-23T00:00:00.000Z')
    host.line.at += 60_000
    host.wall -= 86_400_000
    expect(clock.now().toISOString()).toBe('2026-11-23T00:01:00.000Z')
  })
})

describe('positions', () => {
  const sensor = (run: (found: Parameters<GeolocationHost['watchPosition']>[0], failed: Parameters<GeolocationHost['watchPosition']>[1]) => void) => {
    const host = { asked: 0, watchPosition: (found: never, failed: never) => (host.asked++, run(found, failed), 1), clearWatch: () => {} }
    return host
  }
  const coords = { latitude: 41.15, longitude: -8.61, accuracy: 12, altitude: null, heading: NaN, speed: 0 }

  it('never asks the phone without a consent', async () => {
    const phone = new Phone(new MemoryServer())
    const host = sensor(() => {})
    await phone.open({ geolocation: host as never })
    await phone.data.session.signIn('wang', 'x')
    expect(await phone.data.location.get()).toEqual({ status: 'refused', fixes: [] })
    expect(host.asked).toBe(0)
    await phone.data.close()
  })

  it('collects fixes until the time is over, and says timeout without any', async () => {
    const phone = new Phone(new MemoryServer())
    let found = (_: unknown) => {}
    const host = sensor((hear) => (found = hear as never))
    await phone.open({ geolocation: host as never })
    const { data } = phone
    await data.session.signIn('wang', 'x')
    await data.perform('consent.give', { policy: 'location', version: '1' })
    const watch = data.location.watch()
    found({ coords, timestamp: 0 })
    found({ coords, timestamp: 1 })
    await phone.clock.advance(60_000)
    expect(await watch.done).toMatchObject({ status: 'located', fixes: [{ lat: 41.15, accuracy: 12, heading: null, source: 'browser' }, {}] })
    const empty = data.location.get()
    await phone.clock.advance(8_000)
    expect(await empty).toEqual({ status: 'timeout', fixes: [] })
    await data.perform('consent.withdraw', { policy: 'location', version: '1' })
    expect(await data.location.get()).toEqual({ status: 'refused', fixes: [] })
    await data.close()
  })

  it('pretends a place in the demo and names its source', () => {
    const pin = { lat: 30, lng: 120, datum: 'GCJ-02' as const }
    const fix = demoFix(pin, 1800, '2026-11-23T08:00:00+08:00', new Uint8Array([128, 128, 0]))
    const metres = Math.hypot((fix.lat - 30) * 111_320, (fix.lng - 120) * 111_320 * Math.cos(Math.PI / 6))
    expect(Math.round(metres / 10)).toBe(180)
    expect(fix).toMatchObject({ source: 'demo', datum: 'GCJ-02' })
  })
})

describe('search', () => {
  it('scans five thousand customers well inside its budget', () => {
    const index = Array.from({ length: 5000 }, (_, at) => searchKeysOf({
      id: String(at), name: `惠民便利${at}号店`, mobile: `1380000${String(at).padStart(4, '0')}`,
      search_keys: { pinyin: `huiminbianli${at}haodian`, initials: `hmbl${at}hd` },
    }))
    expect(scan(index, '惠民', 30)).toHaveLength(30)
    expect(scan(index, '4999', 30).map((hit) => hit.id)).toContain('4999')
    expect(scan(index, 'hmbl4999', 30).map((hit) => hit.id)).toEqual(['4999'])
    expect(scan(index, '惠民 4999', 30).map((hit) => hit.id)).toEqual(['4999'])
    expect(scan(index, '   ', 30)).toEqual([])
  })

  it('ranks what begins with the word first and folds full-width forms', () => {
    const keys = searchKeysOf({ id: '1', name: '学府便利', code: 'Ｃ００１', search_keys: { pinyin: 'xue fu bian li', initials: 'xfbl' } })
    expect([rankOf(keys, '学府', ''), rankOf(keys, '便利', ''), rankOf(keys, 'xuefu', ''), rankOf(keys, 'c001', '001')]).toEqual([0, 5, 2, 3])
  })
})

it('makes valid ids whatever the clock says', () => {
  for (const now of [-5, 0, Date.now(), 1e18]) {
    const id = uuid7({ clock: { now: () => now } as never, randomBytes: (length) => new Uint8Array(length).fill(255) })
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
})

describe('remote calls', () => {
  it('builds list queries', () => {
    expect(queryText({ q: '惠', page: 2, status: ['a', 'b'], empty: null, none: '', list: [] })).toBe('?q=%E6%83%A0&page=2&status=a%2Cb')
  })

  const remote = (answer: (url: string, init: RequestInit) => Response) => {
    const phone = new Phone(new MemoryServer())
    const asked: [string, RequestInit][] = []
    const environment = { ...phone.environment(), indexedDB: new IDBFactory(), fetch: async (url: string, init: RequestInit) => (asked.push([url, init]), answer(url, init)) }
    return { opened: openRemote(environment, { app: 'console' }), asked }
  }

  it('sends the session header, the csrf token and the language', async () => {
    const { opened, asked } = remote((url) =>
      url.endsWith('/auth/session')
        ? Response.json({ person: { id: 'a', name: '陈', roles: [] }, csrf: 'tok', company: { time_zone: 'Asia/Shanghai', clock_offset_ms: 0 } })
        : Response.json({ id: '1', version: 2 }))
    const { remote: calls, session } = await opened
    await session.refresh()
    await calls.patch('customers', '1', 1, { name: '新' })
    const [url, init] = asked[1]!
    expect([url, init.method, init.body]).toEqual(['/api/customers/1', 'PATCH', '{"version":1,"name":"新"}'])
    expect(init.headers).toMatchObject({ 'X-Outrider-App': 'console', 'X-CSRF-Token': 'tok', 'Accept-Language': 'zh-Hans' })
  })

  it('turns a problem into a Problem and a portal into Unreachable', async () => {
    const problem = { status: 409, code: 'stale', title: '已被修改', current: { id: '1' }, errors: [{ field: 'name', code: 'stale', message: '', yours: 'a', theirs: 'b' }] }
    const stale = await remote(() => new Response(JSON.stringify(problem), { status: 409, headers: { 'content-type': 'application/problem+json' } })).opened
    await expect(stale.remote.patch('customers', '1', 1, {})).rejects.toMatchObject({ code: 'stale', body: { current: { id: '1' } }, errors: [{ theirs: 'b' }] })
    const portal = await remote(() => new Response('<html>', { headers: { 'content-type': 'text/html' } })).opened
    await expect(portal.remote.list('customers')).rejects.toMatchObject({ kind: 'foreign_answer' })
    expect(portal.reachable.value).toBe(false)
  })

  it('asks for meta with its ETag and keeps the body of an unchanged one', async () => {
    const { opened, asked } = remote((_, init) => (init.headers as Record<string, string>)['If-None-Match'] === '"7"'
      ? new Response(null, { status: 304 }) : Response.json({ version: '7' }, { headers: { etag: '"7"' } }))
    const { remote: calls } = await opened
    expect([await calls.meta(), await calls.meta(), asked.length]).toEqual([{ version: '7' }, { version: '7' }, 2])
  })
})
