/** What a phone's storage does wrong: no room in the middle of a write, bytes that are not what was written. */
import { IDBObjectStore } from 'fake-indexeddb'

export class StorageFaults {
  /** How many of the next writes find no room, unless the reserve is given up before. */
  fullFor = 0
  /** How often the bytes of a photo come to the disk different. */
  garbles = 0
  /** Told once, when the next act is being written. */
  onAct: () => void = () => {}
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
  }

  written(store: string, value: unknown): unknown {
    if (store === 'commands') this.onAct()
    if (this.fullFor > 0 && this.#random() < 0.25) {
      this.fullFor -= 1
      throw new DOMException('full', 'QuotaExceededError')
    }
    const photo = value as { bytes?: Uint8Array }
    if (store !== 'photo_bytes' || !photo.bytes || this.#random() >= this.garbles) return value
    const bytes = photo.bytes.slice()
    bytes.reverse()
    return { ...photo, bytes }
  }

  deleted(store: string, key: unknown): void {
    if (store === 'meta' && key === 'reserve') this.fullFor = 0
  }

  clear(): void {
    this.fullFor = 0
    this.garbles = 0
  }
}

/** The insides of the database in memory that are needed to know whose store it is. */
interface Inside {
  name: string
  transaction: { db: { _rawDatabase: object } }
}

const factories: { databases: Map<string, object>; faults: StorageFaults }[] = []

/** The databases of this factory have these faults. */
export function spoil(factory: IDBFactory, faults: StorageFaults): void {
  const { _databases } = factory as unknown as { _databases: Map<string, object> }
  factories.push({ databases: _databases, faults })
}

/** The phones of an earlier seed are gone. */
export function forgetStorage(): void {
  factories.length = 0
}

function faultsOf(store: Inside): StorageFaults | undefined {
  const { _rawDatabase } = store.transaction.db
  return factories.find(({ databases }) => [...databases.values()].includes(_rawDatabase))?.faults
}

type Write = (value: unknown, key?: IDBValidKey) => IDBRequest<IDBValidKey>
const shipped = IDBObjectStore.prototype as unknown as { put: Write; add: Write }

for (const kind of ['put', 'add'] as const) {
  const write = shipped[kind]
  shipped[kind] = function (this: Inside, value, key) {
    const given = faultsOf(this)?.written(this.name, value) ?? value
    return key === undefined ? write.call(this as never, given) : write.call(this as never, given, key)
  } as Write
}

const remove = IDBObjectStore.prototype.delete
IDBObjectStore.prototype.delete = function (this: Inside & IDBObjectStore, key) {
  faultsOf(this)?.deleted(this.name, key)
  return remove.call(this, key)
} as typeof remove
