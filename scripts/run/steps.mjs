// How a script tells what it does: one line per step with its time, and one sentence when it cannot go on.

/** A script ends here; the message is one sentence for the person: what is wrong and which command to run. */
export class CannotContinue extends Error {}

/** Runs one step and prints its name and time; what the step returns as a string is printed as a remark. */
export async function step(name, work) {
  const started = performance.now();
  const remark = await work();
  const note = typeof remark === "string" ? ` (${remark})` : "";
  console.log(`  ${name}${note}  ${seconds(started)}`);
}

/**
 * Runs a whole script; the last line is its time, or the one sentence that says what to do. Work that answers with an exit
 * code has said by itself how it ended.
 */
export async function script(title, work) {
  const started = performance.now();
  try {
    const code = await work();
    if (typeof code === "number") process.exitCode = code;
    else console.log(`${title}: done in ${seconds(started)}`);
  } catch (error) {
    process.exitCode = 1;
    if (!(error instanceof CannotContinue)) console.error(error.stack);
    console.error(`\n${title} stopped after ${seconds(started)}: ${error.message.split("\n", 1)[0]}`);
  }
}

export function seconds(started) {
  const took = (performance.now() - started) / 1000;
  return took < 60 ? `${took.toFixed(1)} s` : `${Math.floor(took / 60)} min ${Math.round(took % 60)} s`;
}
