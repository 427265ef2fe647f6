/**
 * Random days with random faults from fixed seeds; afterwards everything heals and the promise must hold: every act
 * that was called saved is on the server exactly once, the queue is empty, the phone shows what the server has.
 * The saboteurs prove that the seeds would notice: with one defence taken away some seed must go red.
 */
import { describe, expect, it } from 'vitest'
import type { Defences } from '../src/defences.ts'
import type { PersonDatabase } from '../src/store/database.ts'
import type { Data } from '../src/types.ts'
import { checkIn, checkOut, order, rename, shoot, step } from './acts.ts'
import { seeded } from './clock.ts'
import { badNetwork, liarNetwork } from './network.ts'
import { Phone } from './phone.ts'
import { saboteurOf } from './saboteurs.ts'
import { MemoryServer } from './server.ts'

const HOUR = 3_600_000
const SHARED = ['customers', 'visits', 'orders'] as const
const ENTITY = { customers: 'customer', visits: 'visit', orders: 'order' } as const

interface Day {
  server: MemoryServer
  phone: Phone
  random: () => number
  /** Everything that a screen was allowed to call saved. */
  saved: string[]
  digests: string[]
  open: { visit: string; customer: string }[]
}

async function act({ phone, random, saved, digests, open }: Day): Promise<void> {
  const { data } = phone
  const customer = `c${Math.floor(random() * 4)}`
  const visit = open[Math.floor(random() * open.length)]
  const kind = Math.floor(random() * 6)
  if (kind === 0 || !visit) {
    const made = await checkIn(data, customer)
    saved.push(made.command)
    open.push({ visit: made.visit, customer })
  } else if (kind === 1) saved.push(await step(data, visit.visit, `s${Math.floor(random() * 5)}`))
  else if (kind === 2) {
    const photo = await shoot(data, 2 + Math.floor(random() * 200), 500 + Math.floor(random() * 90_000))
    saved.push(await step(data, visit.visit, 'front', [photo]))
    digests.push(photo.digest)
  } else if (kind === 3) saved.push((await order(data, visit.customer, visit.visit)).command)
  else if (kind === 4) saved.push(await rename(data, customer, '', `改${Math.floor(random() * 1000)}`))
  else {
    saved.push(await checkOut(data, visit.visit))
    open.splice(open.indexOf(visit), 1)
  }
}

async function liveADay(seed: number, defences: Partial<Defences>, options: { restore?: boolean; liar?: boolean }): Promise<Day> {
  const random = seeded(seed)
  const server = new MemoryServer()
  server.pageSize = 3 + Math.floor(random() * 6)
  for (let index = 0; index < 4; index++) server.put('customer', { id: `c${index}`, name: `店${index}` })
  const phone = new Phone(server, seed)
  const change = { defences, gzip: null }
  await phone.open(change)
  await phone.data.session.signIn('wang', 'x')
  let badness = 0
  const noisy = badNetwork(random, () => badness)
  phone.transport = noisy
  const day: Day = { server, phone, random, saved: [], digests: [], open: [] }
  let backup = server.backup()
  for (let turn = 0; turn < 45; turn++) {
    const what = random()
    if (what < 0.5) await act(day)
    else if (what < 0.75) await phone.data.sync.now()
    else if (what < 0.8) badness = random() < 0.3 ? 0 : random()
    else if (what < 0.84) {
      void phone.data.sync.now()
      await new Promise((resolve) => setTimeout(resolve, Math.floor(random() * 6)))
      await phone.crash(change)
    } else if (what < 0.88) phone.clock.wall += (random() - 0.5) * 1000 * HOUR
    else if (what < 0.92) server.put('customer', { id: `c${Math.floor(random() * 4)}`, grade: 'ABCD'[Math.floor(random() * 4)] })
    else if (what < 0.96) server.now += random() * 12 * HOUR
    else if (options.liar) phone.transport = random() < 0.5 ? liarNetwork : noisy
    else if (options.restore && random() < 0.5) backup = server.backup()
    else if (options.restore) server.restore(backup)
  }
  return day
}

async function heal({ phone, server }: Day): Promise<void> {
  phone.transport = (go) => go()
  for (let index = 0; index < 8; index++) {
    await phone.data.sync.now()
    server.now += 60_000
  }
}

const plain = (row: Record<string, unknown>): Record<string, unknown> => {
  const { _local: _gone, ...rest } = row
  return rest
}

async function promiseHolds({ phone, server, saved, digests }: Day): Promise<void> {
  const data: Data = phone.data
  const db = data.tables as PersonDatabase
  expect(data.sync.state.value).toMatchObject({ waiting: 0, photosWaiting: 0, attention: 0, mark: 'all_sent' })
  expect(Object.keys(server.state.effects).sort()).toEqual([...saved].sort())
  expect(new Set(Object.values(server.state.effects))).toEqual(new Set(saved.length ? [1] : []))
  expect(server.state.conflicts).toBe(0)
  const contiguous = Object.values(server.state.devices).map((device) => [device.contiguous, device.above])
  expect(contiguous).toEqual([[saved.length, []]])
  for (const digest of digests) expect(server.state.files[digest]).toBe(1)
  expect(await db.bases.count()).toBe(0)
  for (const table of SHARED) {
    const here = (await db.table(table).toArray()) as Record<string, unknown>[]
    const there = Object.values(server.state.rows[ENTITY[table]] ?? {})
    expect(Object.fromEntries(here.map((row) => [row['id'], plain(row)]))).toEqual(Object.fromEntries(there.map((row) => [row.id, row])))
  }
}

async function seedIsGreen(seed: number, defences: Partial<Defences>, options: { restore?: boolean; liar?: boolean }): Promise<boolean> {
  const day = await liveADay(seed, defences, options)
  try {
    await heal(day)
    await promiseHolds(day)
    return true
  } catch {
    return false
  } finally {
    await day.phone.data.close()
  }
}

describe('random days', () => {
  it.each(Array.from({ length: 10 }, (_, index) => index + 1))('seed %i keeps the promise', async (seed) => {
    const day = await liveADay(seed, {}, { restore: seed % 2 === 0, liar: seed % 3 === 0 })
    await heal(day)
    await promiseHolds(day)
    await day.phone.data.close()
  })
})

describe('a saboteur is noticed within 20 seeds', () => {
  const tried: [string, { restore?: boolean; liar?: boolean }][] = [
    ['F1', {}], ['F4', { liar: true }], ['F5', { restore: true }], ['F12', {}], ['F23', { restore: true }],
  ]
  it.each(tried)('%s', async (name, options) => {
    let red = false
    for (let seed = 1; seed <= 20 && !red; seed++) red = !(await seedIsGreen(seed, saboteurOf(name)?.phone ?? {}, options))
    expect(red).toBe(true)
  })
})
