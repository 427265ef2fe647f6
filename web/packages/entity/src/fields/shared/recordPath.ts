/** The API path of the record whose page is open; only there may a masked value be revealed. */
import type { InjectionKey, Ref } from 'vue'

export const recordPathKey: InjectionKey<Ref<string>> = Symbol('record path')
