/** A device as people know it, from the middle part of its browser's name: "Pixel 7 · Android 14". */

/** Chrome says "K" for every Android phone: a model that says nothing is left out. */
const NO_MODEL = new Set(['K', 'Mobile', 'wv'])

export function deviceName(label: string): string {
  const parts = label.split(';').map((part) => part.trim()).filter(Boolean)
  const apple = parts.find((part) => /^(iPhone|iPad|iPod|Macintosh)/.test(part))
  if (apple) {
    // A Mac and a newer iPad give a version that stands still.
    if (apple === 'Macintosh') return 'Mac'
    const version = /OS (\d+)(?:_(\d+))?/.exec(label)
    return version ? `${apple} · iOS ${version.slice(1, 3).filter(Boolean).join('.')}` : apple
  }
  const android = parts.findIndex((part) => part.startsWith('Android'))
  if (android >= 0) {
    const model = (parts[android + 1] ?? '').replace(/ Build\/.*$/, '')
    return model && !NO_MODEL.has(model) ? `${model} · ${parts[android]}` : parts[android]!
  }
  if (parts.some((part) => part.startsWith('Windows'))) return 'Windows'
  return parts.some((part) => part.startsWith('Linux')) ? 'Linux' : label
}
