/**
 * The queue is a graph by record: what waits for what. A command that the server did not take holds back only the
 * commands that build on it (F7, F13).
 */
import type { QueuedCommand } from '../store/rows.ts'

export interface Choice {
  ready: QueuedCommand[]
  /** Waiting command → the command that it waits for. */
  blocked: Map<string, string>
}

/**
 * `unfinished`: every command that is waiting or refused, by seq. `resting` says whether a waiting one must pause
 * (answered retry_later). Everything that may be sent now comes back in order; a child may travel in the same
 * batch as its parent, because the server takes them in order.
 */
export function choose(unfinished: QueuedCommand[], resting: (command: QueuedCommand) => boolean): Choice {
  const ready: QueuedCommand[] = []
  const blocked = new Map<string, string>()
  const resters = new Map<string, string>()
  const refused = new Map<string, string>()
  for (const command of unfinished) {
    const ordered = [...command.owns, ...command.needs, ...command.after]
    const waitsFor = first(ordered, resters) ?? first(command.needs, refused)
    if (command.state === 'refused') {
      for (const key of command.owns) refused.set(key, command.id)
    } else if (waitsFor !== undefined || resting(command)) {
      if (waitsFor !== undefined) blocked.set(command.id, waitsFor)
      // What builds on this one waits for it: also when it is itself only waiting.
      for (const key of command.owns) resters.set(key, command.id)
    } else ready.push(command)
  }
  return { ready, blocked }
}

function first(keys: string[], among: Map<string, string>): string | undefined {
  for (const key of keys) {
    const found = among.get(key)
    if (found !== undefined) return found
  }
  return undefined
}

export const MAX_COMMANDS = 100
export const MAX_BYTES = 512 * 1024

/** The first commands that fit into one request. A single oversized one travels alone. */
export function batchOf(ready: QueuedCommand[], limit: number): QueuedCommand[] {
  const batch: QueuedCommand[] = []
  let bytes = 0
  for (const command of ready.slice(0, Math.min(limit, MAX_COMMANDS))) {
    // UTF-16 length times three bounds the UTF-8 size from above.
    const size = JSON.stringify(command.payload).length * 3 + 500
    if (batch.length && bytes + size > MAX_BYTES) break
    batch.push(command)
    bytes += size
  }
  return batch
}
