/** A value with listeners; the smallest thing that screens can follow without a framework. */
import type { Observable, Unsubscribe } from './types.ts'

export class Cell<T> implements Observable<T> {
  #value: T
  readonly #listeners = new Set<(value: T) => void>()

  constructor(value: T) {
    this.#value = value
  }

  get value(): T {
    return this.#value
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    for (const run of [...this.#listeners]) run(value)
  }

  /** Sets the given keys; silent when nothing differs, so that listeners may be drawn screens. */
  patch(change: Partial<T>): void {
    const keys = Object.keys(change) as (keyof T)[]
    if (keys.every((key) => Object.is(change[key], this.#value[key]))) return
    this.set({ ...this.#value, ...change })
  }

  subscribe(run: (value: T) => void): Unsubscribe {
    this.#listeners.add(run)
    run(this.#value)
    return () => void this.#listeners.delete(run)
  }
}
