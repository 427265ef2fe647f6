// @vitest-environment jsdom
/** Under the day's stops, over the shipped data layer: the order by hand, a new route, and what had no room. */
import type { Data, VisitPlan } from '@outrider/data'
import { closeAll, dialogs, notice, setData } from '@outrider/phone'
import { company, setUpI18n } from '@outrider/ui'
import type { Stop } from '@outrider/visits/shared/today'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { Phone } from '../../../packages/data/tests/phone'
import { MemoryServer } from '../../../packages/data/tests/server'
import DayTools from './DayTools.vue'
import { routesWords } from './words'

const TODAY = '2026-11-23'
let server: MemoryServer
let phone: Phone
let data: Data
let tools: VueWrapper
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:any(.*)', component: { template: '<p />' } }] })
const stop = (id: string, position: number, more: Partial<VisitPlan> = {}): Stop => ({
  plan: { id, rep: 'wang', customer: `c-${id}`, on: TODAY, position, status: 'planned', ...more }, customer: { id: `c-${id}`, name: `店${id}` }, number: position,
})

beforeEach(async () => {
  company.timeZone = 'Asia/Shanghai'
  await setUpI18n([routesWords], 'zh-Hans')
  server = new MemoryServer()
  for (const one of [stop('a', 1), stop('b', 2), stop('c', 3)]) server.put('visit_plan', { ...one.plan })
  phone = new Phone(server)
  data = await phone.open()
  await data.session.signIn('wang', 'secret')
  await data.sync.now()
  setData(data)
})
afterEach(async () => {
  tools.unmount()
  closeAll()
  notice.value = null
  await data.close()
})

function show(ahead: Stop[], out: Stop[] = []): void {
  tools = mount(DayTools, { props: { ahead, out, today: TODAY }, global: { plugins: [router] } })
}
const at = (name: string) => tools.find(`[data-testid="${name}"]`)
async function until(done: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !done(); tries += 1) await new Promise((next) => setTimeout(next, 5))
  await flushPromises()
}

/** The planner's door, which the small server does not have; everything else goes on to it. */
function plan(answer: () => Response): unknown[] {
  const asked: unknown[] = []
  phone.transport = async (go, url, init) => {
    if (!url.endsWith('/routes/replan')) return go()
    asked.push(JSON.parse(String(init.body)))
    return answer()
  }
  return asked
}

describe('the order by hand', () => {
  it('is nothing for one stop', () => {
    show([stop('a', 1)])
    expect([at('reorder').exists(), at('replan').exists()]).toEqual([false, false])
  })

  it('is asked for, kept on the phone and sent', async () => {
    phone.online = false
    show([stop('a', 1), stop('b', 2), stop('c', 3)])
    await at('reorder').trigger('click')
    await until(() => dialogs.length > 0)
    expect((dialogs[0]!.props.stops as Stop[]).map((one) => one.plan.id)).toEqual(['a', 'b', 'c'])
    dialogs[0]!.resolve(['c', 'a', 'b'])
    await until(() => notice.value !== null)
    const rows = (await data.tables.visit_plans.toArray()).sort((one, two) => one.position - two.position)
    expect([rows.map((row) => row.id), notice.value?.tone]).toEqual([['c', 'a', 'b'], 'good'])
  })

  it('closed without an order changes nothing', async () => {
    show([stop('a', 1), stop('b', 2)])
    await at('reorder').trigger('click')
    await until(() => dialogs.length > 0)
    closeAll()
    await flushPromises()
    expect([data.sync.state.value.waiting, notice.value]).toEqual([0, null])
  })
})

describe('a new route from here', () => {
  it('first sends what waits, is made without a place that nobody agreed to give, and says how the day goes on', async () => {
    const asked = plan(() => Response.json({ before: { travel_min: 50, wait_min: 0 }, after: { stops: 2, travel_min: 30, wait_min: 0, finish_at: '2026-11-23T09:30:00Z' }, left_out: [] }))
    await data.perform('plan.move', { plan_id: 'c', on: '2026-11-24', position: 1 })
    show([stop('a', 1), stop('b', 2)])
    await until(() => data.sync.state.value.waiting === 1)
    await at('replan').trigger('click')
    await until(() => notice.value !== null)
    expect(asked).toEqual([{ here: null }])
    expect(Object.values(server.state.commands).map((one) => one.verb)).toEqual(['plan.move'])
    expect([notice.value?.text, notice.value?.tone, data.sync.state.value.waiting]).toEqual(['已重排:还有 2 家,预计 17:30 收工', 'good', 0])
    expect(at('replan').attributes('disabled')).toBeUndefined()
  })

  it('says why when there is none, and can be asked for again', async () => {
    plan(() => new Response(JSON.stringify({ status: 409, code: 'nothing_ahead', title: '前面没有要去的门店了', detail: '前面没有要去的门店了' }), { status: 409, headers: { 'content-type': 'application/problem+json' } }))
    show([stop('a', 1), stop('b', 2)])
    await at('replan').trigger('click')
    await until(() => notice.value !== null)
    expect([notice.value?.text, notice.value?.tone]).toEqual(['前面没有要去的门店了', 'bad'])
    expect(at('replan').attributes('disabled')).toBeUndefined()
  })

  it('needs a network', async () => {
    data.sync.start()
    phone.online = false
    phone.fire('offline')
    show([stop('a', 1), stop('b', 2)])
    await until(() => !data.sync.state.value.online)
    expect(at('replan').attributes('disabled')).toBeDefined()
  })
})

describe('what had no room', () => {
  const out = [stop('x', 0, { status: 'left_out', left_out: 'too_far' }), stop('y', 0, { status: 'left_out', left_out: 'customer_closed' }), stop('z', 0, { status: 'left_out', left_out: 'of another day' })]

  it('is counted, and named with its reasons when it is opened', async () => {
    show([], out)
    expect(at('left-out').text()).toContain('未排进 3 家')
    expect(tools.findAll('.out')).toHaveLength(0)
    await at('left-out').trigger('click')
    expect(tools.findAll('.out').map((one) => one.text())).toEqual(['店x太远,当天回不来', '店y客户已停业', '店z当天排满了'])
  })

  it('can be postponed unless its shop is closed, and leads to its customer', async () => {
    show([], out)
    await at('left-out').trigger('click')
    const postpone = tools.findAll('.btn--quiet')
    expect(postpone).toHaveLength(2)
    await postpone[1]!.trigger('click')
    expect(tools.emitted('postpone')).toEqual([[out[2]]])
    await tools.findAll('.out')[0]!.trigger('click')
    await until(() => router.currentRoute.value.path !== '/')
    expect(router.currentRoute.value.path).toBe('/customers/c-x')
  })
})
