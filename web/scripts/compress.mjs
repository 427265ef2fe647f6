/**
 * Writes a .gz and a .br beside every text file of the built apps; the server sends whichever the browser takes.
 * Slow networks are the field's normal case, so the strongest settings are used: it happens once per build.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const BUILT = fileURLToPath(new URL('../dist', import.meta.url))
const TEXT = /\.(?:js|mjs|css|html|svg|json|webmanifest|txt)$/
/** Below this, headers weigh more than what is saved. */
const WORTH_BYTES = 400

for (const entry of readdirSync(BUILT, { recursive: true, withFileTypes: true })) {
  const file = `${entry.parentPath}/${entry.name}`
  if (!entry.isFile() || !TEXT.test(entry.name)) continue
  const bytes = readFileSync(file)
  const made = {
    gz: gzipSync(bytes, { level: 9 }),
    br: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  }
  for (const [ending, packed] of Object.entries(made)) {
    // A smaller file from an earlier build must not outlive what it was made from.
    if (bytes.length < WORTH_BYTES || packed.length >= bytes.length) rmSync(`${file}.${ending}`, { force: true })
    else writeFileSync(`${file}.${ending}`, packed)
  }
}
