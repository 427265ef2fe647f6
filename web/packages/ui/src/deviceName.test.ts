import { expect, it } from 'vitest'
import { deviceName } from './deviceName'

it('calls a device what people call it', () => {
  const named = (label: string) => deviceName(label)
  expect(named('Linux; Android 14; Pixel 7')).toBe('Pixel 7 · Android 14')
  expect(named('Linux; Android 13; V2227A Build/TP1A.220624.014; wv')).toBe('V2227A · Android 13')
  expect(named('Linux; Android 10; K')).toBe('Android 10')
  expect(named('iPhone; CPU iPhone OS 17_5_1 like Mac OS X')).toBe('iPhone · iOS 17.5')
  expect(named('Macintosh; Intel Mac OS X 10_15_7')).toBe('Mac')
  expect(named('Windows NT 10.0; Win64; x64')).toBe('Windows')
  expect(named('X11; Linux x86_64')).toBe('Linux')
  expect([named('手机'), named('')]).toEqual(['手机', ''])
})
