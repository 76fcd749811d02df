// The packed package: its manifest and types as tools see them, and its use in real projects.
import path from "node:path";
import { run } from "../run/command.mjs";
import { filesBelow } from "../run/fingerprint.mjs";
import { dist, npmProgram, root, tarball } from "../run/places.mjs";
import { runChecks } from "./checks.mjs";
import { countNode } from "./counts.mjs";
import { broken } from "./report.mjs";

export const packageSuite = {
  name: "package",
  title: "the packed package: publint, types, use in bundlers and Node",
  needs: ["package", "browser"],
  run: async () => {
    const parts = [await runChecks(MANIFEST), await usedForReal()];
    return {
      passed: sum(parts, "passed"),
      failed: sum(parts, "failed"),
      remarks: parts.flatMap((part) => part.remarks ?? []),
      failures: parts.flatMap((part) => part.failures),
    };
  },
};

async function usedForReal() {
  const files = filesBelow(path.join(root, "tests", "package")).filter((file) => file.endsWith(".test.mjs"));
  if (files.length === 0) return broken("tests/package has no *.test.mjs");
  const names = files.map((file) => path.relative(root, file));
  return countNode(await run(process.execPath, ["--test", "--test-reporter=spec", ...names]));
}

const sum = (parts, key) => parts.reduce((total, part) => total + part[key], 0);

const MANIFEST = [
  { title: "publint --strict", command: [npmProgram("publint"), "run", dist, "--strict"] },
  {
    title: "attw",
    // Neither a wasm file nor a JSON file has types.
    command: [
      npmProgram("attw"),
      tarball,
      "--profile",
      "esm-only",
      "--exclude-entrypoints",
      "./kirjaudu.wasm",
      "./package.json",
    ],
  },
];
