/** Hands a file to the browser's own download. */
export function saveFile(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser reads the address after this turn; a minute is plenty and nothing leaks.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
