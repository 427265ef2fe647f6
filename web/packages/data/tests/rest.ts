/**
 * When everything has come to rest: no request is on its way, and the database in memory has nothing left to do. It
 * works in tasks of `setImmediate`; they are counted, so that virtual time never runs away from it and never waits.
 */
const native = globalThis.setImmediate
const CALM = 6
let pending = 0

globalThis.setImmediate = ((run: (...args: unknown[]) => void, ...args: unknown[]) => {
  pending += 1
  return native(() => {
    pending -= 1
    run(...args)
  })
}) as typeof setImmediate

/** Requests that travel for real. */
export class Flights {
  #count = 0
  #landed: (() => void)[] = []

  async carry<T>(flight: () => Promise<T>): Promise<T> {
    this.#count += 1
    try {
      return await flight()
    } finally {
      this.#count -= 1
      for (const tell of this.#landed.splice(0)) tell()
    }
  }

  async rest(): Promise<void> {
    for (let calm = 0; calm < CALM; ) {
      if (this.#count > 0) {
        await new Promise<void>((resolve) => this.#landed.push(resolve))
        calm = 0
        continue
      }
      await new Promise<void>((resolve) => native(resolve))
      calm = pending === 0 && this.#count === 0 ? calm + 1 : 0
    }
  }
}
