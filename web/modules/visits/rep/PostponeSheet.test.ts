// @vitest-environment jsdom
/** 改期 over the shipped data layer: where the stop goes, what the phone holds at once, and what the server is sent. */
import type { Data, VisitPlan } from '@outrider/data'
import { notice, setData } from '@outrider/phone'
import { company, setUpI18n } from '@outrider/ui'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { Popup } from 'vant'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Phone } from '../../../packages/data/tests/phone'
import { MemoryServer } from '../../../packages/data/tests/server'
import type { Stop } from '../shared/today'
import PostponeSheet from './PostponeSheet.vue'
import { visitsWords } from './words'

const plan = (id: string, on: string, position: number): VisitPlan => ({ id, rep: 'wang', customer: 'c1', on, position, status: 'planned', eta: '2026-11-23T01:00:00Z' })
let server: MemoryServer
let phone: Phone
let data: Data
let sheet: VueWrapper

beforeEach(async () => {
  company.timeZone = 'Asia/Shanghai'
  await setUpI18n([visitsWords], 'zh-Hans')
  server = new MemoryServer()
  server.put('customer', { id: 'c1', name: '惠民便利' })
  for (const [id, on, position] of [['today', '2026-11-23', 2], ['there', '2026-11-24', 7]] as const) server.put('visit_plan', { ...plan(id, on, position) })
  phone = new Phone(server)
  data = await phone.open()
  await data.session.signIn('wang', 'secret')
  await data.sync.now()
  phone.online = false
  setData(data)
  const stop: Stop = { plan: (await data.tables.visit_plans.get('today'))!, customer: { id: 'c1', name: '惠民便利' }, number: 2 }
  sheet = mount(PostponeSheet, { props: { stop }, global: { components: { VanPopup: Popup }, stubs: { teleport: true } } })
  await flushPromises()
})
afterEach(async () => {
  sheet.unmount()
  notice.value = null
  await data.close()
})

const button = (text: string) => sheet.findAll('button').find((one) => one.text() === text)!
const settled = async () => {
  for (let tries = 0; tries < 200 && !sheet.emitted('done') && !notice.value; tries += 1) await new Promise((next) => setTimeout(next, 5))
}

describe('改期', () => {
  it('offers the next days and moves the stop behind whoever stands there, on the phone at once', async () => {
    expect(sheet.find('h2').text()).toBe('改期:惠民便利')
    expect(sheet.findAll('.days button').map((one) => one.text())).toEqual(['11月24日 周二', '11月25日 周三', '11月26日 周四', '11月30日 周一'])
    await button('11月24日 周二').trigger('click')
    await settled()
    expect(sheet.emitted('done')).toEqual([['2026-11-24']])
    expect(await data.tables.visit_plans.get('today')).toMatchObject({ on: '2026-11-24', position: 8, status: 'planned', eta: null })
    expect((await data.tables.visit_plans.get('there'))!.position).toBe(7)
    phone.online = true
    await data.sync.now()
    expect(server.batches).toHaveLength(1)
    expect(Object.values(server.state.commands).map((one) => [one.verb, (JSON.parse(one.body) as { payload: unknown }).payload])).toEqual([
      ['plan.move', { plan_id: 'today', on: '2026-11-24', position: 8 }],
    ])
  })

  it('takes another day, from tomorrow on, and puts the stop first where nobody is', async () => {
    expect(sheet.find('.btn--main').exists()).toBe(false)
    expect(sheet.find('input').attributes('min')).toBe('2026-11-24')
    await sheet.find('input').setValue('2026-12-10')
    await sheet.find('.btn--main').trigger('click')
    await settled()
    expect(sheet.emitted('done')).toEqual([['2026-12-10']])
    expect(await data.tables.visit_plans.get('today')).toMatchObject({ on: '2026-12-10', position: 1 })
  })

  it('closed without a day leaves the stop where it is', async () => {
    await sheet.find('.icon-btn').trigger('click')
    expect(sheet.emitted('done')).toEqual([[null]])
    expect(await data.tables.visit_plans.get('today')).toMatchObject({ on: '2026-11-23', position: 2 })
  })

  it('that the phone cannot keep says so and stays open', async () => {
    await data.session.signOut().catch(() => undefined)
    await button('11月24日 周二').trigger('click')
    await settled()
    expect(sheet.emitted('done')).toBeUndefined()
    expect(notice.value?.tone).toBe('bad')
  })
})
