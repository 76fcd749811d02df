/** Functions that want to be told. One that throws keeps nobody else from being told. */
export class Listeners {
  readonly #all = new Set<(what?: string) => void>();

  add(listener: (what?: string) => void): () => void {
    // A function of one's own, so that the same listener added twice is told twice.
    const entry = (what?: string) => listener(what);
    this.#all.add(entry);
    return () => this.#all.delete(entry);
  }

  /** Tells them that the session changed, or something else. */
  tell(what?: string): void {
    for (const listener of [...this.#all]) {
      try {
        listener(what);
      } catch (error) {
        reportError(error);
      }
    }
  }
}
