import { describe, expect, it } from 'vitest'
import { hostOf, wantsHomeScreen } from './surroundings'

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1'

describe('where the app runs', () => {
  it.each([
    [`${IPHONE} MicroMessenger/8.0.50`, 'wechat'],
    [`${IPHONE} wxwork/4.1.0 MicroMessenger/7.0.1`, 'wecom'],
    [`${IPHONE} AliApp(DingTalk/7.0) com.laiwang.DingTalk`, 'dingtalk'],
    [IPHONE, null],
  ])('%s', (agent, host) => expect(hostOf(agent)).toBe(host))
  it('explains the home screen only where it helps', () => {
    expect(wantsHomeScreen(IPHONE, false)).toBe(true)
    expect(wantsHomeScreen(IPHONE, true)).toBe(false)
    expect(wantsHomeScreen(`${IPHONE} MicroMessenger/8`, false)).toBe(false)
    expect(wantsHomeScreen('Mozilla/5.0 (Linux; Android 15)', false)).toBe(false)
  })
})
