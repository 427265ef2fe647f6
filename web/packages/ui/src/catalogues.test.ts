/** Every catalogue says the same things in all three languages, with the same placeholders. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const web = join(dirname(fileURLToPath(import.meta.url)), '../../..')

function folders(at: string): string[] {
  return readdirSync(at).flatMap((name) => {
    const path = join(at, name)
    if (name === 'node_modules' || name === 'dist' || !statSync(path).isDirectory()) return []
    return name === 'locales' ? [path] : folders(path)
  })
}

function flat(node: Record<string, unknown>, prefix = ''): [string, string][] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value as Record<string, unknown>, `${prefix}${key}.`),
  )
}

const read = (folder: string, locale: string) => new Map(flat(JSON.parse(readFileSync(join(folder, `${locale}.json`), 'utf8')) as Record<string, unknown>))
const holes = (text: string) => [...text.matchAll(/\{(\w+)[^{}]*\}/g)].map((match) => match[1]).sort()

describe.each(['apps', 'packages', 'modules'].flatMap((part) => folders(join(web, part))).map((path) => [path.slice(web.length + 1), path] as const))('%s', (_name, folder) => {
  const base = read(folder, 'zh-Hans')
  it.each(['zh-Hant', 'en'])('%s has every key and placeholder', (locale) => {
    const other = read(folder, locale)
    expect([...other.keys()].sort()).toEqual([...base.keys()].sort())
    for (const [key, text] of base) expect([key, holes(other.get(key)!)]).toEqual([key, holes(text)])
  })
  it('has no dot inside a key: it would be read as a path', () => {
    const keys = (node: Record<string, unknown>): string[] =>
      Object.entries(node).flatMap(([key, value]) => [key, ...(typeof value === 'string' ? [] : keys(value as Record<string, unknown>))])
    const raw = JSON.parse(readFileSync(join(folder, 'zh-Hans.json'), 'utf8')) as Record<string, unknown>
    expect(keys(raw).filter((key) => key.includes('.'))).toEqual([])
  })
  it('has no empty text', () => {
    for (const locale of ['zh-Hans', 'zh-Hant', 'en']) for (const [key, text] of read(folder, locale)) expect([key, text.trim().length > 0]).toEqual([key, true])
  })
})
