/**
 * One side of the demo: a frame with one of the apps and the people who may be played in it. Each app has
 * its own session cookie, chosen by the header that the data layer sends for it.
 */
import { openRemote } from '@outrider/data/remote'
import type { RemoteData } from '@outrider/data'
import { make } from './dom'
import type { DemoPerson } from './people'
import type { Words } from './words'

export interface Side {
  element: HTMLElement
  frame: HTMLIFrameElement
  /** Shows whoever is signed in already, else lets the given person in. */
  start(first: DemoPerson | undefined): Promise<void>
  reload(): void
}

/** The app in the frame stops first: an answer to the person before would take the new one's cookie away. */
function leave(frame: HTMLIFrameElement): Promise<void> {
  if (!frame.hasAttribute('src')) return Promise.resolve()
  return new Promise((done) => {
    frame.addEventListener('load', () => done(), { once: true })
    frame.src = 'about:blank'
    setTimeout(done, 1_000)
  })
}

/** A button for everybody who may be played; they are kept by person. */
function choices(people: DemoPerson[], words: Words, buttons: Map<string, HTMLButtonElement>, enter: (person: DemoPerson) => void): HTMLElement {
  const list = make('div', { className: 'people', role: 'group' })
  list.setAttribute('aria-label', words.who)
  for (const person of people) {
    const button = make('button', { type: 'button', textContent: person.name, title: [person.role, person.department].filter(Boolean).join(' · ') })
    button.addEventListener('click', () => enter(person))
    buttons.set(person.id, button)
    list.append(button)
  }
  return list
}

/** Its name, how entering goes, and the app alone in a tab of its own. */
function headOf(app: 'rep' | 'console', name: 'phone' | 'desk', words: Words, status: HTMLElement): HTMLElement {
  const title = make('h2', { id: `${name}-title`, textContent: words[name] })
  const alone = make('a', { href: `/${app}/`, target: '_blank', textContent: words.open })
  return make('div', { className: 'head' }, [title, status, alone])
}

/** One after the other; of several that wait the last one counts. */
function lastInTurn<T>(run: (one: T) => Promise<void>): (one: T) => Promise<void> {
  let waiting: { one: T } | null = null
  let running: Promise<void> | null = null
  async function all() {
    for (let next = waiting; next; next = waiting) {
      waiting = null
      await run(next.one)
    }
    running = null
  }
  return (one) => {
    waiting = { one }
    return (running ??= all())
  }
}

export async function makeSide(app: 'rep' | 'console', people: DemoPerson[], words: Words, tools: HTMLElement[] = []): Promise<Side> {
  const remote: RemoteData = await openRemote(undefined, { app })
  const name = app === 'rep' ? 'phone' : 'desk'
  const status = make('span', { className: 'status', role: 'status' })
  const frame = make('iframe', { title: words[name], allow: 'camera; geolocation' })
  const buttons = new Map<string, HTMLButtonElement>()
  function mark(id: string | undefined) {
    for (const [key, button] of buttons) button.setAttribute('aria-pressed', String(key === id))
  }
  const show = () => void (frame.src = `/${app}/`)
  async function goIn(person: DemoPerson) {
    status.textContent = words.entering
    try {
      await leave(frame)
      await remote.session.refresh()
      await remote.session.enterDemo(person.id)
      mark(person.id)
      status.textContent = ''
      show()
    } catch {
      status.textContent = words.failed
    }
  }
  let entering: Promise<void> | null = null
  // Whoever enters changes the token that the next one needs.
  const inTurn = lastInTurn(goIn)
  const enter = (person: DemoPerson) => (entering = inTurn(person))
  const list = choices(people, words, buttons, (person) => void enter(person))
  const element = make('div', { className: `side ${app}` }, [headOf(app, name, words, status), list, ...tools, make('div', { className: 'glass' }, [frame])])

  async function start(first: DemoPerson | undefined) {
    const { person } = await remote.session.refresh()
    if (entering) await entering
    else if (person && buttons.has(person.id)) {
      mark(person.id)
      show()
    } else if (first) await enter(first)
  }
  return { element, frame, start, reload: () => frame.contentWindow?.location.reload() }
}
