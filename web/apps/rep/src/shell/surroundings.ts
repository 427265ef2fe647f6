/** Where the app runs: inside a chat app's browser, on an iPhone that has not put it on the home screen. */
export type Host = 'wechat' | 'wecom' | 'dingtalk' | null

/** Which chat app's browser this is. WeCom also says MicroMessenger, so it is asked first. */
export function hostOf(userAgent: string): Host {
  if (/wxwork/i.test(userAgent)) return 'wecom'
  if (/MicroMessenger/i.test(userAgent)) return 'wechat'
  if (/DingTalk/i.test(userAgent)) return 'dingtalk'
  return null
}

/** Whether to explain 添加到主屏幕: iPhone or iPad, in the browser, not inside a chat app. */
export function wantsHomeScreen(userAgent: string, standalone: boolean): boolean {
  return /iPhone|iPad/.test(userAgent) && !standalone && hostOf(userAgent) === null
}

/** The same in this browser, now. */
export const wantsHomeScreenHere = (): boolean =>
  wantsHomeScreen(navigator.userAgent, window.matchMedia('(display-mode: standalone)').matches)

const ASKED = 'outrider-home-screen-asked'

/** Whether the person has been asked in this browser; where nothing can be kept, nobody is asked each time. */
export function homeScreenWasAsked(): boolean {
  try {
    return localStorage.getItem(ASKED) !== null
  } catch {
    return true
  }
}

export function noteHomeScreenAsked(): void {
  try {
    localStorage.setItem(ASKED, '1')
  } catch {
    // Asked again at the next start.
  }
}
