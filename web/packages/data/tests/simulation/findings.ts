/** What a seed found broken, by kind; each line says enough to look for it. */
export type Kind = 'lost' | 'doubled' | 'stuck' | 'diverged'
export const KINDS: readonly Kind[] = ['lost', 'doubled', 'stuck', 'diverged']

export class Findings {
  readonly #found = new Map<Kind, Set<string>>(KINDS.map((kind) => [kind, new Set()]))

  add(kind: Kind, what: string): void {
    this.#found.get(kind)!.add(what)
  }

  count(kind: Kind): number {
    return this.#found.get(kind)!.size
  }

  get isEmpty(): boolean {
    return KINDS.every((kind) => this.count(kind) === 0)
  }

  lines(): string[] {
    return KINDS.flatMap((kind) => [...this.#found.get(kind)!].map((what) => `${kind}: ${what}`))
  }
}
