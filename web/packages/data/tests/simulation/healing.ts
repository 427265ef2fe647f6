/** Everything heals: the network, the disk, the rights. Then only time may pass: no hand touches a phone. */
import type { Handset } from './handset.ts'
import { HOUR, MINUTE } from './world.ts'
import type { World } from './world.ts'

/** A failed try waits at most five minutes, an act that waits for another one at most ten. */
const LONGEST = 40 * MINUTE
const WEEK = 8 * 24 * HOUR

export async function heal(world: World): Promise<void> {
  for (const id of [...world.disabled]) await world.allow({ id, mobile: '' }, true)
  for (const handset of world.handsets) {
    handset.weather = 'fine'
    handset.storage.clear()
  }
  await settle(world)
  if (await handOver(world)) await settle(world)
}

/**
 * The phones lie open; whose session is over signs in. Ends when nothing waits, or after a bounded time. A phone that
 * has sent everything is put away until the others have too: what it asks meanwhile costs time and proves nothing.
 */
async function settle(world: World): Promise<void> {
  const open = world.handsets.filter((one) => !one.revoked)
  const began = world.server.now
  await lie(world, open)
  for (let passed = 0; passed < LONGEST; passed += MINUTE) {
    const busy = await busyOf(open, began)
    if (busy.length) await lie(world, busy)
    else {
      // Once more: what the server made of the last of it comes with the next round.
      await lie(world, open)
      if (!(await busyOf(open, began)).length) return
    }
  }
}

async function lie(world: World, open: Handset[]): Promise<void> {
  for (const handset of world.handsets) handset.phone.asleep = true
  for (const handset of open) await handset.ready()
  await world.advance(MINUTE)
}

async function busyOf(handsets: Handset[], began: number): Promise<Handset[]> {
  const empty = await Promise.all(handsets.map((one) => isDone(one, began)))
  return handsets.filter((_, index) => !empty[index])
}

/** Heard of the server as it is now, and has nothing more for it. */
async function isDone(handset: Handset, began: number): Promise<boolean> {
  if (!handset.isIn) return false
  const { db } = handset
  if (((await db.fact('last_contact')) ?? 0) < began) return false
  return (await db.commands.where('state').equals('waiting').count()) + (await db.photo_list.where('state').equals('waiting').count()) === 0
}

/** A phone that was stopped sends nothing; its person carries the queue to another phone as a file. */
async function handOver(world: World): Promise<boolean> {
  const stopped = world.handsets.filter((one) => one.revoked)
  for (const old of stopped) {
    await old.ready()
    if (!old.isIn) {
      world.findings.add('lost', `${old.name}: a stopped phone does not open its person's work`)
      continue
    }
    const file = await old.data.queue.exportFile()
    await old.close()
    const fresh = world.add(`${old.name}-new`, old.rep)
    await fresh.ready()
    await fresh.data.queue.importFile(file)
  }
  return stopped.length > 0
}

/** More than a week later everything was compared: a row that got lost in some way that nobody knows of is back (F14). */
export async function aWeekLater(world: World): Promise<void> {
  const lost: [Handset, string][] = []
  for (const handset of world.handsets.filter((one) => one.isIn && !one.revoked)) {
    const shops = await handset.db.customers.where('kind').equals('outlet').primaryKeys()
    const free = (await handset.db.bases.bulkGet(shops.map((id) => `customer:${id}`))).map((base, index) => (base ? null : shops[index]))
    const shop = free.find((id) => typeof id === 'string')
    if (!shop) continue
    await handset.db.customers.delete(shop)
    lost.push([handset, shop])
  }
  await world.pocketed(WEEK)
  await settle(world)
  for (const [handset, shop] of lost)
    if (!(await handset.db.customers.get(shop))) world.findings.add('diverged', `${handset.name} still lacks customer ${shop} after a week`)
}
