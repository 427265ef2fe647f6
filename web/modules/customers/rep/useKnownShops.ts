/**
 * Shops within 100 m and alike names: one's own customers and the colleagues' shops that this phone holds by name and
 * owner at once, the whole company when there is a signal.
 */
import type { NewPin } from '@outrider/data'
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

export function useKnownShops(name: Ref<string>, pin: Ref<NewPin | null>) {
  const data = useData()
  const local = shallowRef<KnownShop[]>([])
  const others = shallowRef<KnownShop[]>([])
  const online = ref(false)
  const timers: ReturnType<typeof setTimeout>[] = []
  let turn = 0

  async function lookHere(): Promise<void> {
    const me = data.session.current().id
    const [own, parcels] = await Promise.all([data.tables.customers.toArray(), data.tables.known_shops.toArray()])
    const mine = own.map((one) => ({ key: one.id, id: one.id as string | null, name: one.name, pin: one.pin, owner: '', mine: !one.owner || one.owner === me }))
    const others = parcels.flatMap((parcel) => parcel.shops.map(([shop, owner, lat, lng], at) => ({ key: `${parcel.id}:${at}`, id: null, name: shop, owner, mine: false, pin: lat === null || lng === null ? null : { lat, lng, datum: 'WGS-84' as const } })))
    local.value = nearby([...mine, ...others], name.value, pin.value && toWgs(pin.value)).map(({ customer: { pin: _, ...shop }, metres }) => ({ ...shop, metres }))
  }

  async function lookOnline(mine: number): Promise<void> {
    const place = pin.value ? toWgs(pin.value) : null
    try {
      const remote = await data.remote()
      const found = await remote.rest.get<Around>('/customers/around', { name: name.value.trim(), lat: place?.lat, lng: place?.lng })
      if (mine !== turn) return
      others.value = found.items.map((one, at) => ({ key: one.id ?? `other-${at}`, id: one.id, name: one.name, owner: one.owner, mine: one.mine, metres: one.distance_m }))
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

  const shops = computed(() => {
    // The server names colleagues' shops without an id: what the phone holds of them says no more.
    const told = online.value ? local.value.filter((one) => one.id) : local.value
    const here = new Set(told.map((one) => one.key))
    return [...told, ...others.value.filter((one) => !one.id || !here.has(one.id))].slice(0, 12)
  })
  return { shops, online }
}
