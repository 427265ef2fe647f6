/** Every word of a catalogue is said somewhere: as it stands, or by a text that begins with its group (`group.${kind}`). */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const web = join(dirname(fileURLToPath(import.meta.url)), '../../..')

function files(at: string): string[] {
  return readdirSync(at).flatMap((name) => {
    const path = join(at, name)
    if (name === 'node_modules' || name === 'dist') return []
    return statSync(path).isDirectory() ? files(path) : [path]
  })
}

function keys(node: Record<string, unknown>, prefix = ''): string[] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keys(value as Record<string, unknown>, `${prefix}${key}.`),
  )
}

it('has no word that nobody says', () => {
  const all = ['apps', 'packages', 'modules'].flatMap((part) => files(join(web, part)))
  const code = all
    .filter((path) => /\.(ts|vue)$/.test(path) && !/\.test\.ts$|\.d\.ts$/.test(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n')
  const whole = new Set([...code.matchAll(/['"`](\w+(?:\.[\w-]+)+)['"`]/g)].map((found) => found[1]!))
  // A group needs its dot: a bare `${kind}` says nothing about where its words stand.
  const groups = [...new Set([...code.matchAll(/`(\w+\.[\w.]*)\$\{/g)].map((found) => found[1]!))]
  // The demo page reads its few words, which stand in no group, as fields.
  const said = (key: string) => !key.includes('.') || whole.has(key) || groups.some((group) => key.startsWith(group))
  const catalogues = all.filter((path) => path.endsWith('/locales/zh-Hans.json'))
  const idle = catalogues.flatMap((path) => {
    const known = keys(JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>)
    return known.filter((key) => !said(key)).map((key) => `${path.slice(web.length + 1)}: ${key}`)
  })
  expect(idle).toEqual([])
})
