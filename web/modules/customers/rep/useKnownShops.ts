/**
 * Shops within 100 m and alike names: one's own customers and the colleagues' shops that this phone holds by name and
 * owner at once, the whole company when there is a signal.
 */
import type { Data, NewPin } from '@outrider/data'
import { useData } from '@outrider/phone'
import { computed, onUnmounted, ref, shallowRef, watch, type Ref } from 'vue'
import { bare } from '../shared/alike'
import { toWgs } from '../shared/geo'
import { nearby } from '../shared/nearby'

export interface KnownShop {
  key: string
  /** On this phone: it can be opened. */
  id: string | null
  name: string
  owner: string
  mine: boolean
  metres: number | null
}

interface Around {
  items: { id: string | null; name: string; owner: string; mine: boolean; distance_m: number | null }[]
}

const LOCAL_MS = 200
const ONLINE_MS = 900

/** What this phone holds: its own customers, and the colleagues' shops by name and owner. */
async function shopsHere(data: Data, name: string, pin: NewPin | null): Promise<KnownShop[]> {
  const me = data.session.current().id
  const [own, parcels] = await Promise.all([data.tables.customers.toArray(), data.tables.known_shops.toArray()])
  const mine = own.map((one) => ({ key: one.id, id: one.id as string | null, name: one.name, pin: one.pin, owner: '', mine: !one.owner || one.owner === me }))
  const others = parcels.flatMap((parcel) =>
    parcel.shops.map(([shop, owner, lat, lng], at) => ({
      key: `${parcel.id}:${at}`,
      id: null,
      name: shop,
      owner,
      mine: false,
      pin: lat === null || lng === null ? null : { lat, lng, datum: 'WGS-84' as const },
    })),
  )
  const near = nearby([...mine, ...others], name, pin && toWgs(pin))
  return near.map(({ customer: { pin: _, ...shop }, metres }) => ({ ...shop, metres }))
}

/** What the whole company has; fails without a signal. */
async function shopsAround(data: Data, name: string, pin: NewPin | null): Promise<KnownShop[]> {
  const place = pin ? toWgs(pin) : null
  const remote = await data.remote()
  const found = await remote.rest.get<Around>('/customers/around', { name: name.trim(), lat: place?.lat, lng: place?.lng })
  return found.items.map((one, at) => ({ key: one.id ?? `other-${at}`, id: one.id, name: one.name, owner: one.owner, mine: one.mine, metres: one.distance_m }))
}

/** Each shop once. The server names colleagues' shops without an id: what the phone holds of them says no more. */
function joined(local: KnownShop[], others: KnownShop[], online: boolean): KnownShop[] {
  const told = online ? local.filter((one) => one.id) : local
  const here = new Set(told.map((one) => one.key))
  return [...told, ...others.filter((one) => !one.id || !here.has(one.id))].slice(0, 12)
}

export function useKnownShops(name: Ref<string>, pin: Ref<NewPin | null>) {
  const data = useData()
  const local = shallowRef<KnownShop[]>([])
  const others = shallowRef<KnownShop[]>([])
  const online = ref(false)
  const timers: ReturnType<typeof setTimeout>[] = []
  let turn = 0

  async function lookHere(): Promise<void> {
    local.value = await shopsHere(data, name.value, pin.value)
  }
  async function lookOnline(mine: number): Promise<void> {
    try {
      const found = await shopsAround(data, name.value, pin.value)
      if (mine !== turn) return
      others.value = found
      online.value = true
    } catch {
      // Without a signal the phone's own customers are what there is; the server looks again when the new one arrives.
      if (mine === turn) online.value = false
    }
  }

  watch(
    () => [name.value, pin.value?.lat, pin.value?.lng],
    () => {
      timers.splice(0).forEach(clearTimeout)
      const mine = (turn += 1)
      timers.push(setTimeout(() => void lookHere(), LOCAL_MS))
      if (pin.value || bare(name.value).length >= 2) timers.push(setTimeout(() => void lookOnline(mine), ONLINE_MS))
    },
    { immediate: true },
  )
  onUnmounted(() => timers.forEach(clearTimeout))

  const shops = computed(() => joined(local.value, others.value, online.value))
  return { shops, online }
}
