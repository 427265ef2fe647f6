/** What is filled in for a new customer: kept as a draft until it is saved as one command. */
import type { CapturedPhoto, Data, NewPin } from '@outrider/data'
import { useData } from '@outrider/phone'
import { computed, onMounted, reactive, ref, watch } from 'vue'
import { taxNumberIsRight, tidyTaxNumber } from '../shared/alike'

const DRAFT = 'new_customer'
export const FRONT_DRAFT = 'new_customer:front'

const empty = () => ({
  id: '',
  name: '',
  contact: '',
  mobile: '',
  pin: null as NewPin | null,
  shop_type: null as string | null,
  channel: null as string | null,
  grade: null as 'A' | 'B' | 'C' | 'D' | null,
  address: '',
  invoice_title: '',
  tax_number: '',
})

/** What the command carries of a form whose numbers are tidy. */
function command(data: Data, form: ReturnType<typeof empty>, photo: CapturedPhoto | null, fallbackContact: string) {
  const contact = form.contact.trim() || (form.mobile ? fallbackContact : '')
  return {
    customer_id: form.id,
    name: form.name.trim(),
    at: data.clock.iso(),
    kind: 'outlet' as const,
    contact: contact ? { contact_id: data.newId(), name: contact, mobile: form.mobile } : null,
    pin: form.pin,
    front_photo: photo?.digest ?? null,
    shop_type: form.shop_type ?? '',
    channel: form.channel ?? '',
    grade: form.grade ?? '',
    address: form.address.trim(),
    invoice_title: form.invoice_title.trim(),
    tax_number: form.tax_number,
  } as const
}

export function useNewCustomer() {
  const data = useData()
  const form = reactive(empty())
  const photo = ref<CapturedPhoto | null>(null)
  const ready = ref(false)

  onMounted(async () => {
    Object.assign(form, (await data.drafts.get<typeof form>(DRAFT)) ?? {})
    form.id ||= data.newId()
    await takePhoto()
    ready.value = true
  })
  watch(form, (value) => ready.value && void data.drafts.put(DRAFT, { ...value }))

  /** The last shot is the storefront; the ones before it are thrown away. */
  async function takePhoto(): Promise<void> {
    const shots = await data.photos.drafts(FRONT_DRAFT)
    photo.value = shots.at(-1) ?? null
    for (const shot of shots.slice(0, -1)) await data.photos.discard(shot.photo_id)
  }

  const digits = computed(() => form.mobile.replace(/[\s()-]/g, ''))
  const mobileOdd = computed(() => digits.value !== '' && !/^(\+?86)?1\d{10}$/.test(digits.value) && !/^\+\d{7,15}$/.test(digits.value))
  const number = computed(() => tidyTaxNumber(form.tax_number))
  const odd = computed(() => mobileOdd.value || (number.value !== '' && !taxNumberIsRight(number.value)))

  /** The customer's id; it can be visited and ordered from at once. */
  async function save(fallbackContact: string): Promise<string> {
    const told = { ...form, mobile: digits.value, tax_number: number.value }
    await data.perform('customer.create', command(data, told, photo.value, fallbackContact), {
      photos: photo.value ? [photo.value] : [],
      clearDrafts: [DRAFT],
    })
    ready.value = false
    return form.id
  }

  return { form, photo, mobileOdd, odd, takePhoto, save }
}
