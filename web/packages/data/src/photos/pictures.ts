/** Object URLs for pictures: the phone's own copy first, then the server's, the last 200 kept. */
import type { Desk } from '../desk.ts'
import type { Environment } from '../environment.ts'
import type { Http } from '../http.ts'

const KEPT = 200

export class Pictures {
  readonly #env: Environment
  readonly #http: Http
  readonly #urls = new Map<string, Promise<string>>()

  constructor(env: Environment, http: Http) {
    this.#env = env
    this.#http = http
  }

  /** From this phone (the watermarked copy when there is one), else from the server, else null. */
  async local(
    desk: Desk,
    digest: string,
    options: { of?: string; size?: 'thumb' | 'full' } = {},
  ): Promise<string | null> {
    const photo = await desk.db.photo_list.where('digest').equals(digest).first()
    const stored =
      (photo?.shown_digest ? await desk.db.photo_bytes.get(photo.shown_digest) : undefined) ??
      (await desk.db.photo_bytes.get(digest))
    if (stored) return this.#kept(`here:${stored.digest}`, async () => this.#env.objectUrl(stored.bytes, stored.type))
    if (!options.of) return null
    return this.remote(digest, options.of, options.size).catch(() => null)
  }

  /** The server's copy; a picture cannot be an `<img src>` because the header chooses the session. */
  remote(digest: string, of: string, size: 'thumb' | 'full' = 'full'): Promise<string> {
    return this.#kept(`${size}:${of}:${digest}`, async () => {
      const query = size === 'thumb' ? { of, size } : { of }
      const blob = await this.#http.json<Blob>('GET', `/files/${digest}`, { query, want: 'blob' })
      return this.#env.objectUrl(new Uint8Array(await blob.arrayBuffer()), blob.type)
    })
  }

  clear(): void {
    for (const key of [...this.#urls.keys()]) this.#forget(key)
  }

  #kept(key: string, make: () => Promise<string>): Promise<string> {
    const known = this.#urls.get(key)
    if (known) {
      this.#urls.delete(key)
      this.#urls.set(key, known)
      return known
    }
    const made = make()
    this.#urls.set(key, made)
    made.catch(() => this.#urls.delete(key))
    if (this.#urls.size > KEPT) this.#forget(this.#urls.keys().next().value as string)
    return made
  }

  #forget(key: string): void {
    const url = this.#urls.get(key)
    this.#urls.delete(key)
    void url?.then((text) => this.#env.revokeUrl(text)).catch(() => {})
  }
}
