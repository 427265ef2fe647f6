/**
 * Sheets and full-screen tasks as questions: `ask(Component, props)` shows it and resolves with its answer
 * (null when it was closed). The host in the shell draws them; every dialog emits `done` with its answer.
 */
import { markRaw, shallowReactive, type Component } from 'vue'

export interface OpenDialog {
  id: number
  component: Component
  props: Record<string, unknown>
  resolve: (answer: unknown) => void
}

/** Open now, the last on top. */
export const dialogs = shallowReactive<OpenDialog[]>([])
let count = 0

/** Shows a dialog; resolves with what it answered, or null. */
export async function ask<T>(load: () => Promise<{ default: Component }>, props: Record<string, unknown> = {}): Promise<T | null> {
  const component = markRaw((await load()).default)
  return new Promise<T | null>((resolve) => {
    count += 1
    dialogs.push({ id: count, component, props, resolve: (answer) => resolve((answer ?? null) as T | null) })
  })
}

/** Called by the host. */
export function close(dialog: OpenDialog, answer: unknown): void {
  const place = dialogs.indexOf(dialog)
  if (place < 0) return
  dialogs.splice(place, 1)
  dialog.resolve(answer)
}

/** Leaving a page leaves its questions too. */
export function closeAll(): void {
  for (const dialog of [...dialogs]) close(dialog, null)
}
