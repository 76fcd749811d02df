// Runs suites one after the other, whatever becomes of the one before, and sums them up.
import { CannotContinue, seconds } from "../run/steps.mjs";
import { table } from "../size/measure.mjs";

/** The exit code: 0 when everything passed. */
export async function runSuites(suites) {
  const started = performance.now();
  const results = [];
  for (const suite of suites) {
    const unbuilt =
      suite.needs.includes("package") && results.some(({ name, failed }) => name === "build" && failed);
    results.push(
      await runSuite(unbuilt ? { ...suite, run: () => broken("the package could not be built") } : suite),
    );
  }

  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  const rows = results.map(({ name, passed, failed, time }) => [name, passed, failed, time]);
  table(
    ["suite", "passed", "failed", "time"],
    [...rows, ["together", total("passed"), total("failed"), seconds(started)]],
  );
  const remarks = results.flatMap(({ name, remarks, repeated, failures }) => [
    ...remarks.map((remark) => `not run, ${name}: ${remark}`),
    ...repeated.map((failure) => `passed only at the second try, ${name}: ${failure}`),
    ...failures.map((failure) => `failed, ${name}: ${failure}`),
  ]);
  if (remarks.length) console.log(`\n${remarks.join("\n")}`);
  console.log(`\n${total("passed")} passed, ${total("failed")} failed`);
  return total("failed") ? 1 : 0;
}

async function runSuite({ name, title, run }) {
  console.log(`\n=== ${name}: ${title}`);
  const started = performance.now();
  let result;
  try {
    result = await run();
  } catch (error) {
    if (!(error instanceof CannotContinue)) console.error(error.stack);
    result = broken(error.message);
  }
  const { passed = 0, failed = 0, remarks = [], repeated = [], failures = [] } = result;
  const time = seconds(started);
  console.log(`=== ${name}: ${passed} passed, ${failed} failed, ${time}`);
  return { name, passed, failed, remarks, repeated, failures, time };
}

/** A suite that could not even run counts as one failed test. */
export function broken(sentence) {
  console.error(`  ${sentence}`);
  return { passed: 0, failed: 1, remarks: [], failures: [sentence] };
}
