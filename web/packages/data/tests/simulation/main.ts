/**
 * The seeds of the fault simulation: the shipped data layer, many phones of it, against the real server. Started by
 * `make faults` (tests/simulation), which keeps the server. The last line is JSON; 1 when anything was broken.
 */
import '../rest.ts'
import { KINDS } from './findings.ts'
import type { Findings } from './findings.ts'
import { aWeekLater, heal } from './healing.ts'
import { house } from './house.ts'
import type { Told } from './house.ts'
import { Life } from './life.ts'
import { keeps, phonesAgree } from './promise.ts'
import { saboteurOf, saboteurs } from '../saboteurs.ts'
import { World } from './world.ts'

const MOST_LINES = 12

interface Outcome {
  findings: Findings
  operations: number
}

async function liveThrough(told: Told, seed: number): Promise<Outcome> {
  const world = new World(told, seed)
  await world.begin()
  await new Life(world).live()
  if (!world.isOver) {
    await heal(world)
    await keeps(world)
  }
  if (world.findings.isEmpty) await phonesAgree(world, false)
  if (world.findings.isEmpty) {
    await aWeekLater(world)
    await phonesAgree(world, true)
  }
  for (const handset of world.handsets) handset.die()
  return { findings: world.findings, operations: world.ledger.acts.length }
}

function again(told: Told, seed: number): string {
  const parts = [`SEED=${seed}`, `ACTS=${told.acts}`, `DATABASE=${told.database}`, told.sabotage && `SABOTAGE=${told.sabotage}`]
  return `make faults ${parts.filter(Boolean).join(' ')}`
}

/** One seed, told on the screen. */
async function run(told: Told, seed: number): Promise<Outcome> {
  const began = Date.now()
  const outcome = await liveThrough(told, seed)
  const { findings, operations } = outcome
  console.log(`seed ${seed}: ${findings.isEmpty ? 'green' : 'RED'}, ${operations} acts, ${((Date.now() - began) / 1000).toFixed(1)} s`)
  for (const line of findings.lines().slice(0, MOST_LINES)) console.log(`  ${line}`)
  if (!findings.isEmpty) console.log(`  again: ${again(told, seed)}`)
  return outcome
}

async function keepsThePromise(told: Told): Promise<boolean> {
  const totals = { seeds: 0, operations: 0, lost: 0, doubled: 0, stuck: 0, diverged: 0 }
  for (const seed of seedsOf(told)) {
    const { findings, operations } = await run(told, seed)
    totals.seeds += 1
    totals.operations += operations
    for (const kind of KINDS) totals[kind] += findings.count(kind)
    // A saboteur has to be noticed once.
    if (told.sabotage && !findings.isEmpty) break
  }
  console.log(JSON.stringify(totals))
  return KINDS.every((kind) => totals[kind] === 0)
}

/** Whether the seeds would notice: each of these defences broken, one after the other. */
async function noticesAll(told: Told, names: string[]): Promise<boolean> {
  const noticed: Record<string, number | null> = {}
  for (const name of names) {
    console.log(`without ${name}`)
    await house.sabotage(saboteurOf(name)?.server ? name : '')
    noticed[name] = null
    for (const seed of seedsOf(told)) {
      const { findings } = await run({ ...told, sabotage: name }, seed)
      if (findings.isEmpty) continue
      noticed[name] = seed
      break
    }
  }
  console.log(JSON.stringify({ noticed }))
  return Object.values(noticed).every((seed) => seed !== null)
}

const seedsOf = (told: Told): number[] => (told.seed ? [told.seed] : Array.from({ length: told.seeds }, (_, index) => told.first + index))

async function main(): Promise<boolean> {
  const told = await house.told()
  const simulated = Object.entries(saboteurs).filter(([, one]) => !('elsewhere' in one)).map(([name]) => name)
  const names = told.prove === 'all' ? simulated : told.prove.split(',').filter(Boolean)
  for (const name of [...names, told.sabotage].filter(Boolean)) {
    const saboteur = saboteurOf(name)
    if (!saboteur) throw new Error(`unknown saboteur: ${name}`)
    if (saboteur.elsewhere) console.log(`${name} is proved in ${saboteur.elsewhere}`)
  }
  if (names.length) return noticesAll(told, names)
  if (told.sabotage) await house.sabotage(told.sabotage)
  return keepsThePromise(told)
}

process.exit((await main()) ? 0 : 1)
