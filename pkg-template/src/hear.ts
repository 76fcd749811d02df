/** What can be said and heard under a name, in all tabs of this origin. */
export interface Hearing {
  tell(text: string): void;
  end(): void;
}

/** Hears what other pages of this origin say under a name: by BroadcastChannel, and by the storage event. */
export function hear(name: string, call: (said: unknown) => void): Hearing {
  const channel = open(name);
  if (channel) channel.onmessage = ({ data }) => call(data);
  const stored = ({ key, newValue }: StorageEvent) => key === name && newValue && call(newValue);
  addEventListener("storage", stored);
  let isOver = false;
  return {
    tell(text) {
      if (!isOver) channel?.postMessage(text);
    },
    end() {
      isOver = true;
      channel?.close();
      removeEventListener("storage", stored);
    },
  };
}

// A browser that keeps no data for this site may refuse it, or have none.
function open(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}
