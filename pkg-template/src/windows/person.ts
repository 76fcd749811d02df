/** What happens to a window that a person looks at. */
export interface Seen {
  /** It looks closed, and may be: a Cross-Origin-Opener-Policy makes it look so too. */
  looksClosed?(): void;
  /** It looks closed, and the person has been at this page again for a second. */
  isBack(): void;
}

/** Watches over a window. Gives the function that ends it. */
export function watch(popup: Window, { looksClosed, isBack }: Seen): () => void {
  center(popup);
  let seenOpen = performance.now();
  let seenClosed = false;
  let back = 0;
  let grace: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    if (!popup.closed) return;
    if (!seenClosed) {
      seenClosed = true;
      looksClosed?.();
    }
    if (back > seenOpen) grace ??= setTimeout(isBack, GRACE);
  };
  const tick = () => {
    if (popup.closed) return look();
    seenOpen = performance.now();
  };
  const act = () => {
    if (document.visibilityState !== "visible") return;
    back = performance.now();
    look();
  };
  const timer = setInterval(tick, INTERVAL);
  for (const event of EVENTS) addEventListener(event, act, true);
  return () => {
    clearInterval(timer);
    clearTimeout(grace);
    for (const event of EVENTS) removeEventListener(event, act, true);
  };
}

// While it is still empty: nobody moves a page of another origin.
function center(popup: Window): void {
  try {
    const { outerWidth: width, outerHeight: height } = popup;
    popup.moveTo(screenX + (outerWidth - width) / 2, screenY + (outerHeight - height) / 2);
  } catch {}
}

// Not `focus`: Firefox gives it to this page when a Cross-Origin-Opener-Policy severs the window, which stays in front.
const EVENTS = ["visibilitychange", "pointerdown", "keydown"] as const;
/** Milliseconds. */
const INTERVAL = 100;
const GRACE = 1000;
