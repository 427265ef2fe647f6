/**
 * One photo from the shipped data layer to a real server, over whatever link lies between them; started by the bench,
 * which counts the link's bytes. Its pauses are a twentieth of the phone's: bytes are measured, not time. Arguments:
 * address, mobile number, password, customer, visit type, file of the photo. Ends with 0 when the server has it.
 */
import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { exit, argv } from 'node:process'
import { nowhere, step } from '../acts.ts'
import { Phone } from '../phone.ts'
import type { Backend } from '../phone.ts'
import type { Profile } from '../profile.ts'

const [address = '', mobile = '', password = '', customer = '', visitType = '', file = ''] = argv.slice(2)
const HASTE = 20
const LONGEST_MS = 240_000

const server: Backend = {
  get now() {
    return Date.now()
  },
  async carry(profile: Profile, url: string, init: RequestInit) {
    const headers = { ...(init.headers as Record<string, string>), Cookie: profile.cookieHeader }
    const response = await fetch(`${address}${url}`, { ...init, headers, redirect: 'manual' })
    profile.keepCookies(response)
    return response
  },
}

const phone = new Phone(server)
const data = await phone.open({
  clock: {
    now: Date.now,
    monotonic: () => performance.now(),
    setTimeout: (run, ms) => setTimeout(run, ms / HASTE),
    clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  },
})

/** The link may be cut at any of these too. */
async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (fault) {
      if (performance.now() > LONGEST_MS) throw fault
    }
  }
}

await untilDone(() => data.session.signIn(mobile, password))
await untilDone(() => data.sync.now())
const visit = data.newId()
await data.perform('visit.check_in', {
  visit_id: visit, customer_id: customer, plan_id: null, visit_type_id: visitType, planned: false, purpose: null,
  at: data.clock.iso(), location: nowhere,
})
const photo = await data.photos.save(new Uint8Array(await readFile(file)), {
  width: 4000, height: 3000, taken_at: data.clock.iso(), check_code: 'A1B2',
})
await step(data, visit, 'front', [photo])
data.sync.start()
while (data.sync.state.value.photosWaiting > 0 || data.sync.state.value.waiting > 0) {
  if (performance.now() > LONGEST_MS) exit(1)
  await new Promise((resolve) => setTimeout(resolve, 50))
}
exit((await data.queue.lists()).attention.length ? 1 : 0)
