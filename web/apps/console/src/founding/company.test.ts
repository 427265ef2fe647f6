import { expect, it } from 'vitest'
import { changesOf, type Company } from './company'

const company = {
  name: '青禾食品',
  modules: [{ key: 'orders', label: '订单', help: '', on: true }, { key: 'routes', label: '排线', help: '', on: false }],
  settings: [{ key: 'visits.fence_m', label: '', type: 'integer', value: 200 }, { key: 'routes.office_place', label: '', type: 'pin', value: { lat: 31, lng: 121 } }],
} as unknown as Company
const now = (changes = {}) => ({ name: '青禾食品', on: { orders: true, routes: false }, values: { 'visits.fence_m': 200, 'routes.office_place': { lat: 31, lng: 121 } }, ...changes })

it('sends what was changed and nothing else', () => {
  expect(changesOf(company, now())).toEqual({ modules: {}, settings: {} })
  expect(changesOf(company, now({ name: '青禾' }))).toEqual({ name: '青禾', modules: {}, settings: {} })
  expect(changesOf(company, now({ on: { orders: false, routes: false } }))).toEqual({ modules: { orders: false }, settings: {} })
  expect(changesOf(company, now({ values: { 'visits.fence_m': 80, 'routes.office_place': null } })).settings).toEqual({ 'visits.fence_m': 80, 'routes.office_place': null })
})
