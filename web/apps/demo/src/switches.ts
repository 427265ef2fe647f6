/**
 * Where the phone pretends to be and whether it has a network. Told to the phone's frame by a message of
 * our own origin; the phone names such a place 演示定位 wherever it shows or stores it.
 */
import { make } from './dom'
import type { Words } from './words'

export type Place = 'at_shop' | 'off' | 'none'
const PLACES: Place[] = ['at_shop', 'off', 'none']

export interface Setting {
  place: Place
  offline: boolean
}

export function messageOf(setting: Setting): { outrider: 'demo' } & Setting {
  return { outrider: 'demo', ...setting }
}

export function makeSwitches(words: Words, tell: (setting: Setting) => void): { element: HTMLElement; again: () => void } {
  const setting: Setting = { place: 'at_shop', offline: false }
  const places = PLACES.map((place) => {
    const button = make('button', { type: 'button', textContent: words[`place_${place}`] })
    button.setAttribute('aria-pressed', String(place === setting.place))
    button.addEventListener('click', () => {
      setting.place = place
      places.forEach((one, index) => one.setAttribute('aria-pressed', String(PLACES[index] === place)))
      tell(setting)
    })
    return button
  })
  const offline = make('input', { type: 'checkbox', id: 'offline' })
  const note = make('p', { className: 'note', hidden: true, textContent: words.offline_on })
  offline.addEventListener('change', () => {
    setting.offline = offline.checked
    note.hidden = !offline.checked
    tell(setting)
  })
  const group = make('div', { className: 'places', role: 'group' }, places)
  group.setAttribute('aria-label', words.place)
  const label = make('label', { htmlFor: 'offline' }, [offline, document.createTextNode(words.offline)])
  return { element: make('div', { className: 'switches' }, [group, label, note]), again: () => tell(setting) }
}
