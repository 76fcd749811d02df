// Waiting for conditions, never for time to pass.

/**
 * Asks again and again until the answer is true, and gives that answer. A question that fails counts as "not yet": a window may
 * be on its way from one document to the next. So does one that gets no answer: WebKit's driver loses a command whose document is
 * put into the back/forward cache meanwhile.
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
      const answer = await Promise.race([question(), silence()]);
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

function silence() {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`no answer in ${PATIENCE} ms`)), PATIENCE).unref();
  });
}

const INTERVAL = 20;
const PATIENCE = 3000;
