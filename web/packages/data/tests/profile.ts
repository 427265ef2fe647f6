/** What a browser shares between the tabs of one profile, and keeps when they are closed. */
import { IDBFactory } from 'fake-indexeddb'
import type { Locks } from '../src/environment.ts'

/** What the browser knows of a page when it dies. */
export interface Tab {
  dead: boolean
}

export class Profile {
  indexedDB = new IDBFactory()
  readonly marker = new Map<string, string>()
  /** Whose session the browser holds, with the server in memory. */
  signedInAs: string | null = null
  readonly cookies = new Map<string, string>()
  readonly held = new Map<string, Tab>()

  /** Web Locks as one tab sees them. */
  locksOf(tab: Tab): Locks {
    return {
      request: async (name, _options, run) => {
        if (tab.dead) return new Promise(() => {})
        if (this.held.has(name)) return run(null)
        this.held.set(name, tab)
        try {
          await run({ name })
        } finally {
          if (this.held.get(name) === tab) this.held.delete(name)
        }
      },
    }
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** What a real server's answer sets and takes away. */
  keepCookies(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const cut = pair.indexOf('=')
      const value = pair.slice(cut + 1)
      if (/max-age=0/i.test(line) || value === '""' || value === '') this.cookies.delete(pair.slice(0, cut))
      else this.cookies.set(pair.slice(0, cut), value)
    }
  }

  tabDied(tab: Tab): void {
    for (const [name, holder] of this.held) if (holder === tab) this.held.delete(name)
  }
}
