/** Functions that want to be told. One that throws keeps nobody else from being told. */
export class Listeners {
  readonly #all = new Set<() => void>();

  add(listener: () => void): () => void {
    // A function of one's own, so that the same listener added twice is told twice.
    const entry = () => listener();
    this.#all.add(entry);
    return () => this.#all.delete(entry);
  }

  tell(): void {
    for (const listener of [...this.#all]) {
      try {
        listener();
      } catch (error) {
        reportError(error);
      }
    }
  }

  clear(): void {
    this.#all.clear();
  }
}
