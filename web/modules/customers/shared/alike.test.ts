/** Names and tax numbers are judged as on the server, value by value. */
import { describe, expect, it } from 'vitest'
import { alike, taxNumberIsRight, tidyTaxNumber } from './alike'
import { nearby } from './nearby'
import vectors from './vectors.json'

describe('alike names', () => {
  it.each(vectors.alike as [string, string, boolean][])('%s and %s: %s', (one, other, wanted) => {
    expect(alike(one, other)).toBe(wanted)
    expect(alike(other, one)).toBe(wanted)
  })
})

describe('tax numbers', () => {
  it.each(vectors.tax_numbers as [string, boolean][])('%s: %s', (number, wanted) => expect(taxNumberIsRight(number)).toBe(wanted))
  it('are kept in capitals and without blanks', () => expect(tidyTaxNumber(' 9135 0100m000100y43')).toBe('91350100M000100Y43'))
})

describe('what stands nearby', () => {
  const shop = (id: string, name: string, north: number) => ({ id, name, pin: { lat: 31.2 + north / 111_195, lng: 121.5, datum: 'WGS-84' as const } })
  const here = { lat: 31.2, lng: 121.5 }
  const shops = [shop('far', '阿强烟酒', 900), shop('near', '阿强烟酒', 80), shop('nearer', '好又多', 20), shop('named', '阿珍副食店', 800), { id: 'unplaced', name: '阿珍小卖部', pin: null }]

  it('is what lies within 100 m, nearest first, then alike names', () =>
    expect(nearby(shops, '阿珍小卖部', here).map((one) => [one.customer.id, one.metres])).toEqual([['nearer', 20], ['near', 80], ['unplaced', null], ['named', 800]]))
  it('is alike names alone where the place is not known', () =>
    expect(nearby(shops, '阿珍', null).map((one) => one.customer.id)).toEqual(['named', 'unplaced']))
  it('is nothing for a name of one sign and no place', () => expect(nearby(shops, '阿', null)).toEqual([]))
})
