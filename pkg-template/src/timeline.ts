import { tab } from "./stored.js";
import type { Explanation } from "./types.js";

type Timeline = Explanation["timeline"][number][];

/** Keeps what happened so far for the page that comes next. Nothing secret is in it. */
export function keepTimeline(timeline: Timeline): void {
  tab.write(KEY, JSON.stringify([...kept(), ...timeline]));
}

/** Puts what the page before left in front. */
export function takeTimeline(timeline: Timeline): void {
  timeline.unshift(...kept());
  tab.remove(KEY);
}

function kept(): Timeline {
  try {
    const found = JSON.parse(tab.read(KEY) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

const KEY = "kirjaudu.timeline";
