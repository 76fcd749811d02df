import { tab } from "./stored.js";
import type { Explanation } from "./types.js";

type Timeline = Explanation["timeline"][number][];

/** Keeps what happened so far for the page that comes next. Nothing secret is in it. */
export function keepTimeline(timeline: Timeline): void {
  tab.write(KEY, JSON.stringify(timeline));
}

/** What the page before left. */
export function takeTimeline(): Timeline {
  try {
    const kept = JSON.parse(tab.read(KEY) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  } finally {
    tab.remove(KEY);
  }
}

const KEY = "kirjaudu.timeline";
