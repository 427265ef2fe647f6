// @vitest-environment jsdom
/** Entering over the shipped data layer, against a door that keeps the contract's rule: the header says what the cookie says. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { makeSide, type Side } from './side'
import words from './locales/zh-Hans.json'

const person = (id: string) => ({ id, name: id, role: '', roles: ['rep'], department: null })
const PEOPLE = ['王磊', '赵鹏', '孙浩'].map(person)
let token = 'anonymous'
let inside: string | null = null
let entered: string[] = []
let refused = 0

async function door(init: RequestInit): Promise<Response> {
  // As a browser does it: the cookie that there is when the request leaves.
  const header = new Headers(init.headers).get('X-CSRF-Token')
  const body = init.body ? (JSON.parse(String(init.body)) as { person_id: string }) : null
  await new Promise((next) => setTimeout(next, 5))
  if (body && header !== token) {
    refused += 1
    return Response.json({ status: 403, code: 'csrf', title: 'csrf' }, { status: 403, headers: { 'content-type': 'application/problem+json' } })
  }
  if (body) {
    inside = body.person_id
    entered.push(inside)
    token = `token-${entered.length}`
  }
  await new Promise((next) => setTimeout(next, 5))
  const company = { name: '岚溪', demo: true, time_zone: 'Asia/Shanghai', currency: 'CNY', clock_offset_ms: 0, epoch: 'e' }
  return Response.json({ person: inside && person(inside), csrf: token, company, policy: {} })
}

beforeEach(() => {
  token = 'anonymous'
  inside = null
  entered = []
  refused = 0
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => door(init))
})
afterEach(() => vi.unstubAllGlobals())

const press = (side: Side, name: string) => [...side.element.querySelectorAll('button')].find((one) => one.textContent === name)!.click()
const pressed = (side: Side) => [...side.element.querySelectorAll('[aria-pressed=true]')].map((one) => one.textContent)
const settled = async (side: Side, name: string) => vi.waitFor(() => expect([pressed(side), side.element.querySelector('[role=status]')!.textContent]).toEqual([[name], '']), { timeout: 10_000 })

it('lets the first person in by itself, then whom one taps', async () => {
  const side = await makeSide('rep', PEOPLE, words)
  await side.start(PEOPLE[0])
  await settled(side, '王磊')
  press(side, '赵鹏')
  await settled(side, '赵鹏')
  expect([refused, entered]).toEqual([0, ['王磊', '赵鹏']])
})

it('lets people in one after the other however fast one taps, the last one once, and nobody over them', async () => {
  const side = await makeSide('rep', PEOPLE, words)
  const begun = side.start(PEOPLE[0])
  press(side, '赵鹏')
  press(side, '孙浩')
  press(side, '孙浩')
  await begun
  await settled(side, '孙浩')
  expect([refused, inside, entered]).toEqual([0, '孙浩', ['赵鹏', '孙浩']])
})

it('shows who is in already and enters nobody', async () => {
  inside = '赵鹏'
  const side = await makeSide('rep', PEOPLE, words)
  await side.start(PEOPLE[0])
  await settled(side, '赵鹏')
  expect(entered).toEqual([])
})

it('says when it failed, and the next tap tries again', async () => {
  const side = await makeSide('rep', PEOPLE, words)
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
  press(side, '王磊')
  await vi.waitFor(() => expect(side.element.querySelector('[role=status]')!.textContent).toBe(words.failed), { timeout: 10_000 })
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => door(init))
  press(side, '王磊')
  await settled(side, '王磊')
})
