/** What can be said and heard under a name, in all tabs of this origin. */
export interface Hearing {
  tell(text: string): void;
  end(): void;
}

/** Hears what other pages of this origin say under a name: by BroadcastChannel, and by the storage event. */
export function hear(name: string, call: (said: unknown) => void): Hearing {
  const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : undefined;
  if (channel) channel.onmessage = ({ data }) => call(data);
  const stored = ({ key, newValue }: StorageEvent) => key === name && newValue && call(newValue);
  addEventListener("storage", stored);
  return {
    tell: (text) => channel?.postMessage(text),
    end() {
      channel?.close();
      removeEventListener("storage", stored);
    },
  };
}
