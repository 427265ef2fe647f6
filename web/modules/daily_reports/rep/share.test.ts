// @vitest-environment jsdom
/** 复制文字: the whole text reaches the clipboard, by the old way where there is none; a copy that failed is said. */
import { beforeEach, expect, it, vi } from 'vitest'
import { copyText } from './share'

const TEXT = '王磊 日报\n拜访:1/2 家'
const clipboard = (writeText?: (text: string) => Promise<void>) => Object.defineProperty(navigator, 'clipboard', { configurable: true, value: writeText && { writeText } })
/** The browser's old command, which copies what is selected. */
function oldWay(works: boolean): string[] {
  const copied: string[] = []
  document.execCommand = vi.fn((command: string) => {
    const field = document.querySelector('textarea')
    if (command === 'copy' && works && field) copied.push(field.value.slice(field.selectionStart, field.selectionEnd))
    return works
  })
  return copied
}

beforeEach(() => clipboard())

it('is written to the clipboard', async () => {
  const [written, old] = [[] as string[], oldWay(true)]
  clipboard(async (text) => void written.push(text))
  await copyText(TEXT)
  expect([written, old]).toEqual([[TEXT], []])
})

it('is copied out of a field over plain http, which is gone afterwards', async () => {
  const old = oldWay(true)
  await copyText(TEXT)
  expect(old).toEqual([TEXT])
  expect(document.querySelector('textarea')).toBeNull()
})

it('is copied the old way where the clipboard refuses', async () => {
  const old = oldWay(true)
  clipboard(() => Promise.reject(new Error('denied')))
  await copyText(TEXT)
  expect(old).toEqual([TEXT])
})

it('says when nothing was copied', async () => {
  oldWay(false)
  await expect(copyText(TEXT)).rejects.toThrow()
  expect(document.querySelector('textarea')).toBeNull()
})
