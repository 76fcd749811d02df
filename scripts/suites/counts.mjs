// How many tests passed and failed, which failed, and which were skipped, from what each runner wrote.
//
// A runner that ended badly without a failed test (a build error, a crash) counts as one failed test; one that ended well
// without any test at all too: nothing passes by not being there. A test skipped without a reason counts as failed.
import path from "node:path";

export function countCargo({ code, output }) {
  const text = plain(output);
  const results = [...text.matchAll(/test result: \w+\. (\d+) passed; (\d+) failed/g)];
  const sum = (group) => results.reduce((total, line) => total + Number(line[group]), 0);
  const ignored = [...text.matchAll(/^test (.+) \.\.\. ignored(?:, (.+))?$/gm)];
  const failures = [...text.matchAll(/^test (.+) \.\.\. FAIL(?:ED)?$/gm)];
  return settled(code, sum(1), sum(2), ignored.map(skip), failures.map(title));
}

export function countNode({ code, output }) {
  const text = plain(output);
  const count = (word) => Number(text.match(new RegExp(`^(?:ℹ|#) ${word} (\\d+)$`, "m"))?.[1] ?? 0);
  const skipped = [...text.matchAll(/^\s*﹣ (.+?) \([\d.]+ms\) # (?:SKIP$)?(.*)$/gm)];
  // Told twice: where it ran, and once more at the end, with what was wrong.
  const [, atTheEnd = ""] = text.split(/^✖ failing tests:$/m);
  const failures = [...atTheEnd.matchAll(/^\s*✖ (.+?) \([\d.]+ms\)\n\s*(.*)$/gm)];
  return settled(
    code,
    count("pass"),
    count("fail") + count("cancelled"),
    skipped.map(skip),
    failures.map(([, name, why]) => `${name}: ${why}`),
  );
}

/** `report` is what Playwright's JSON reporter wrote, null when it did not get that far. */
export function countPlaywright({ code }, report) {
  if (!report) return settled(code, 0, 0, [], []);
  const tests = report.suites
    .flatMap(specsOf)
    .flatMap(({ title, tests }) =>
      tests.map((test) => ({ ...test, title: `${test.projectName}, ${title}` })),
    );
  const { expected, unexpected, flaky } = report.stats;
  const skipped = tests.filter(({ status }) => status === "skipped").map(whySkipped);
  const whyOf = (outcome) => tests.filter(({ status }) => status === outcome).map(whyFailed);
  const [failures, repeated] = [whyOf("unexpected"), whyOf("flaky")];
  // Many of them are no accident.
  if (flaky > ACCIDENTS)
    return settled(code, expected, unexpected + flaky, skipped, [...failures, ...repeated]);
  return { ...settled(code, expected + flaky, unexpected, skipped, failures), repeated };
}

function whySkipped({ title, annotations, results }) {
  const said = annotations.find(({ type }) => type === "skip" || type === "fixme");
  // A project that waits for another is left out when a test of that one failed.
  const notBegun = !said && results.every(({ status }) => status === "skipped");
  return { title, reason: notBegun ? "a test failed that it waits for" : said?.description };
}

function whyFailed({ title, results }) {
  const { message = "no error was told", location } = results.flatMap(({ errors }) => errors).at(0) ?? {};
  const place = location ? ` (${path.basename(location.file)}:${location.line})` : "";
  return `${title}: ${plain(message).split("\n", 1).at(0)}${place}`;
}

function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

function skip([, title, reason]) {
  return { title, reason };
}

function title([, name]) {
  return name;
}

function settled(code, passed, failed, skipped, failures) {
  const remarks = skipped.map(({ title, reason }) => `${title}: ${reason || "SKIPPED WITHOUT A REASON"}`);
  const unexplained = skipped.filter(({ reason }) => !reason).length;
  if (failed === 0 && code !== 0)
    return { passed, failed: 1, remarks, failures: [`the runner ended with ${code}`] };
  if (failed + passed === 0) return { passed, failed: 1, remarks, failures: ["the runner found no test"] };
  return { passed, failed: failed + unexplained, remarks, failures };
}

/** Without the colours of the terminal. */
function plain(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
  return text.replace(/\u001b\[[0-9;]*m/g, "");
}

/** So many tests of a suite may pass at the second try only. */
const ACCIDENTS = 3;
