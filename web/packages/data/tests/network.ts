/** The network's ways to fail, between any phone and any server. */

/** Stands between a phone and its server: `go` is the request as it would be without a fault. */
export type Transport = (go: () => Promise<Response>, url: string, init: RequestInit) => Promise<Response>

export const lost = (): TypeError => new TypeError('Failed to fetch')

export const goOffline: Transport = async () => {
  throw lost()
}

const json = { headers: { 'content-type': 'application/json' } }

const faults: ((go: () => Promise<Response>, random: () => number) => Promise<Response>)[] = [
  async () => {
    throw lost()
  },
  (go) => go().then(() => Promise.reject(lost())),
  async () => new Response('<html>portal</html>', { headers: { 'content-type': 'text/html' } }),
  async () => Response.json({ answers: [], receipt: { ids: [] }, ok: true }),
  async () => new Response(null, { status: 302, headers: { location: '/login' } }),
  async () => new Response('bad gateway', { status: 502 }),
  async (go, random) => {
    const text = await (await go()).text()
    return new Response(text.slice(0, Math.floor(text.length * random())), json)
  },
  // The same request arrives twice; the second answer is the one that comes back.
  async (go) => {
    await go()
    return go()
  },
]

/** Any of them by chance. */
export function badNetwork(random: () => number, badness: () => number): Transport {
  return async (go) => {
    if (random() > badness()) return go()
    return faults[Math.floor(random() * faults.length)]!(go, random)
  }
}

/** A portal that speaks our dialect: it says applied to everything, without knowing the key. */
export const liarNetwork: Transport = async (go, url, init) => {
  if (!url.includes('/sync/commands')) return go()
  const body = init.body
  if (typeof body !== 'string') return go()
  const asked = JSON.parse(body) as { device: string; epoch: string; commands: { id: string }[] }
  const ids = asked.commands.map((one) => one.id)
  return Response.json({
    answers: ids.map((id) => ({ id, status: 'applied' })), now: '2026-11-23T00:00:00Z', epoch: asked.epoch, known: null,
    receipt: { device: asked.device, epoch: asked.epoch, position: 1, ids, mac: 'AAAA' },
  })
}
