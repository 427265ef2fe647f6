/** What an open page says of itself must be true at any time, not only after everything healed. */
import type { QueuedCommand } from '../../src/store/rows.ts'
import type { Handset } from './handset.ts'
import type { World } from './world.ts'

export async function lookAt({ findings, watch }: World, handset: Handset): Promise<void> {
  const { db, data, name } = handset
  const queued = await db.commands.where('state').equals('waiting').toArray()
  // F13: the mark never says that everything was sent while something waits.
  const { mark, waiting } = data.sync.state.value
  if (queued.length && waiting === queued.length && mark === 'all_sent') findings.add('stuck', `${name} says that all is sent while ${queued.length} wait`)
  // F4: what somebody else said of an act is not believed, not even until the server is asked again.
  for (const { id } of await db.commands.where('state').equals('acked').toArray())
    if (!watch.arrived.has(id)) findings.add('lost', `${name} takes ${id} for received, and it never came to the server`)
  for (const [key, command] of newestEdits(await pendingEdits(handset))) {
    const [customer, field] = key.split(' ') as [string, string]
    const row = (await db.customers.get(customer)) as Record<string, unknown> | undefined
    const wanted = (command.payload['changes'] as Record<string, { to: unknown }>)[field]?.to
    // F15: what the person just wrote stays in his sight until the server's row contains it.
    if (row && row[field] !== wanted) findings.add('diverged', `${name} shows ${String(row[field])} over its own newer ${String(wanted)}`)
  }
}

async function pendingEdits({ db }: Handset): Promise<QueuedCommand[]> {
  const all = await db.commands.where('state').anyOf('waiting', 'acked', 'held').sortBy('seq')
  return all.filter((command) => command.verb === 'customer.update' && command.shown_at === null)
}

function newestEdits(commands: QueuedCommand[]): Map<string, QueuedCommand> {
  const newest = new Map<string, QueuedCommand>()
  for (const command of commands)
    for (const field of Object.keys(command.payload['changes'] as object)) newest.set(`${String(command.payload['customer_id'])} ${field}`, command)
  return newest
}
