// How many tests passed and failed, and which were skipped, from what each runner wrote.
//
// A runner that ended badly without a failed test (a build error, a crash) counts as one failed test; one that ended well
// without any test at all too: nothing passes by not being there. A test skipped without a reason counts as failed.

export function countCargo({ code, output }) {
  const text = plain(output);
  const results = [...text.matchAll(/test result: \w+\. (\d+) passed; (\d+) failed/g)];
  const sum = (group) => results.reduce((total, line) => total + Number(line[group]), 0);
  const ignored = [...text.matchAll(/^test (.+) \.\.\. ignored(?:, (.+))?$/gm)];
  return settled(code, sum(1), sum(2), ignored.map(skip));
}

export function countNode({ code, output }) {
  const text = plain(output);
  const count = (word) => Number(text.match(new RegExp(`^(?:ℹ|#) ${word} (\\d+)$`, "m"))?.[1] ?? 0);
  const skipped = [...text.matchAll(/^\s*﹣ (.+?) \([\d.]+ms\) # (?:SKIP$)?(.*)$/gm)];
  return settled(code, count("pass"), count("fail") + count("cancelled"), skipped.map(skip));
}

/** `report` is what Playwright's JSON reporter wrote, null when it did not get that far. */
export function countPlaywright({ code }, report) {
  if (!report) return settled(code, 0, 0, []);
  const tests = report.suites.flatMap(specsOf).flatMap((spec) => spec.tests.map((test) => ({ spec, test })));
  const skipped = tests
    .filter(({ test }) => test.status === "skipped")
    .map(({ spec, test }) => ({
      title: `${test.projectName}, ${spec.title}`,
      reason: test.annotations.find(({ type }) => type === "skip" || type === "fixme")?.description,
    }));
  const { expected, unexpected, flaky } = report.stats;
  return settled(code, expected, unexpected + flaky, skipped);
}

function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

function skip([, title, reason]) {
  return { title, reason };
}

function settled(code, passed, failed, skipped) {
  const remarks = skipped.map(({ title, reason }) => `${title}: ${reason || "SKIPPED WITHOUT A REASON"}`);
  const unexplained = skipped.filter(({ reason }) => !reason).length;
  if (failed === 0 && code !== 0)
    return { passed, failed: 1, remarks: [...remarks, `the runner ended with ${code}`] };
  if (failed + passed === 0) return { passed, failed: 1, remarks: [...remarks, "the runner found no test"] };
  return { passed, failed: failed + unexplained, remarks };
}

/** Without the colours of the terminal. */
function plain(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
  return text.replace(/\u001b\[[0-9;]*m/g, "");
}
