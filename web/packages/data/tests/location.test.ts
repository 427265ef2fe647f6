import { expect, it } from 'vitest'
import type { Fix } from '../src/commands.ts'
import { shared, type FixSource } from '../src/location.ts'

const fix = (lat: number): Fix => ({ lat, lng: 119.3, datum: 'WGS-84', accuracy: 12, altitude: null, heading: null, speed: null, at: '2026-11-22T09:00:00+08:00', source: 'browser' })

it('asks the sensor once for all who listen, and tells a later one what is known', async () => {
  let tell = (_: Fix) => {}
  const log: string[] = []
  const sensor: FixSource = {
    start(found) {
      tell = found
      log.push('start')
      return () => log.push('stop')
    },
  }
  const source = shared(sensor)
  const [one, two]: [number[], number[]] = [[], []]
  const stopOne = source.start((found) => one.push(found.lat), () => {})
  tell(fix(1))
  const stopTwo = source.start((found) => two.push(found.lat), () => {})
  await Promise.resolve()
  stopOne()
  tell(fix(2))
  stopTwo()
  expect([one, two, log]).toEqual([[1], [1, 2], ['start', 'stop']])
  source.start(() => {}, () => {})
  expect(log).toEqual(['start', 'stop', 'start'])
})

it('begins a silent watch anew for one who comes later', () => {
  const tells: ((_: Fix) => void)[] = []
  const log: string[] = []
  const source = shared({
    start(found) {
      tells.push(found)
      log.push('start')
      return () => log.push('stop')
    },
  })
  const [one, two]: [number[], number[]] = [[], []]
  source.start((found) => one.push(found.lat), () => {})
  source.start((found) => two.push(found.lat), () => {})
  expect(log).toEqual(['start', 'stop', 'start'])
  tells.at(-1)!(fix(3))
  expect([one, two]).toEqual([[3], [3]])
})
