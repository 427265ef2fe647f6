import { expect, it } from 'vitest'
import { isNear } from './fixes'

it('judges by the radius that the company has set, and not at all without it', () => {
  const fence = (metres: number) => ({ 'visits.fence_m': metres })
  expect([isNear(200, fence(200)), isNear(201, fence(200)), isNear(100, fence(80))]).toEqual([true, false, false])
  expect([isNear(10, undefined), isNear(10, {})]).toEqual([null, null])
})
