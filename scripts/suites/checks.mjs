// A suite made of commands, each of which counts as one test.
import { existsSync } from "node:fs";
import path from "node:path";
import { run } from "../run/command.mjs";
import { root } from "../run/places.mjs";
import { seconds } from "../run/steps.mjs";

/**
 * Runs every check, also after one has failed; only a failed one shows what it wrote.
 *
 * @param {{ title: string, command: string[], env?: object, needs?: string }[]} checks
 *   `needs`: a file without which the check fails, so that nothing passes by not being there.
 */
export async function runChecks(checks) {
  const failures = [];
  for (const { title, command, env, needs } of checks) {
    const started = performance.now();
    const problem =
      needs && !existsSync(path.join(root, needs)) ? `${needs} does not exist` : await failure(command, env);
    if (problem) failures.push(title);
    console.log(`  ${problem ? "FAILED" : "passed"}  ${title}  ${seconds(started)}`);
    if (problem) console.log(problem);
  }
  return { passed: checks.length - failures.length, failed: failures.length, failures };
}

async function failure([program, ...args], env) {
  const { code, output } = await run(program, args, { env, show: false });
  return code === 0 ? null : `${output.trimEnd()}\n  (exit code ${code} of: ${[program, ...args].join(" ")})`;
}
