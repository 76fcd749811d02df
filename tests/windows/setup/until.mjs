// Waiting for conditions, never for time to pass.

/**
 * Asks again and again until the answer is true, and gives that answer. A question that fails counts as "not yet": a window may
 * be on its way from one document to the next.
 *
 * @template T
 * @param {() => T | Promise<T>} question
 * @param {string | (() => string)} what it waits for, to be named when it doesn't come
 */
export async function until(question, what, milliseconds = 15_000) {
  const end = performance.now() + milliseconds;
  let last;
  for (;;) {
    try {
      const answer = await question();
      if (answer) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) {
      const awaited = typeof what === "function" ? what() : what;
      const found = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(`waited in vain for ${awaited}; at last: ${found}`);
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}

const INTERVAL = 20;
