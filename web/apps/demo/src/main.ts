/** The demo page: a rep's phone beside the manager's desk, one click per person, no password. */
import '@outrider/ui/src/styles/tokens.css'
import '@outrider/ui/src/styles/base.css'
import './demo.css'
import { openRemote } from '@outrider/data/remote'
import { make } from './dom'
import { firstAtDesk, sides, type DemoPerson } from './people'
import { makeSide } from './side'
import { makeSwitches, messageOf } from './switches'
import { chosenLanguage, keepLanguage, LANGUAGES, wordsOf, type Language, type Words } from './words'

function followTheme(): void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    const chosen = localStorage.getItem('outrider.theme')
    document.documentElement.dataset.theme = chosen === 'dark' || (chosen !== 'light' && system.matches) ? 'dark' : 'light'
  }
  apply()
  system.addEventListener('change', apply)
  // An app in a frame was switched: this page follows.
  addEventListener('storage', apply)
}

function makeBar(words: Words, language: Language): Node[] {
  const choose = make('div', { className: 'languages', role: 'group' })
  choose.setAttribute('aria-label', words.language)
  for (const [code, name] of Object.entries(LANGUAGES)) {
    const button = make('button', { type: 'button', textContent: name, lang: code })
    button.setAttribute('aria-pressed', String(code === language))
    button.addEventListener('click', () => {
      keepLanguage(code as Language)
      location.reload()
    })
    choose.append(button)
  }
  return [
    make('strong', { textContent: `Outrider 先行 · ${words.title}` }),
    make('p', { textContent: words.intro }),
    make('span', { className: 'fictional', textContent: words.fictional }),
    choose,
  ]
}

async function peopleOfDemo(): Promise<DemoPerson[]> {
  const answer: unknown = await (await openRemote(undefined, { app: 'console' })).session.demoPeople()
  return Array.isArray(answer) ? answer : ((answer as { items?: DemoPerson[] }).items ?? [])
}

async function start(): Promise<void> {
  followTheme()
  const language = chosenLanguage()
  const words = await wordsOf(language)
  document.documentElement.lang = language
  document.title = `Outrider 先行 · ${words.title}`
  document.getElementById('bar')!.append(...makeBar(words, language))
  let people: DemoPerson[]
  try {
    people = await peopleOfDemo()
  } catch {
    document.getElementById('desk')!.append(make('p', { className: 'note', textContent: words.no_demo }))
    return
  }
  const { phone, desk } = sides(people)
  const switches = makeSwitches(words, (setting) => left.frame.contentWindow?.postMessage(messageOf(setting), location.origin))
  const left = await makeSide('rep', phone, words, [switches.element])
  const right = await makeSide('console', desk, words)
  document.getElementById('phone')!.append(left.element)
  document.getElementById('desk')!.append(right.element)
  // The app in the frame listens once its scripts have run; it is told again then, and keeps what it hears.
  left.frame.addEventListener('load', () => [300, 1500, 4000].forEach((wait) => setTimeout(switches.again, wait)))
  await Promise.all([left.start(phone[0]), right.start(firstAtDesk(desk))])
}

void start()
