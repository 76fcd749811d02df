// @ts-check
// webpack 5 without any configuration but the entry and where to write.
import assert from "node:assert/strict";
import { copyFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import webpack from "webpack";
import { newProject, putPage } from "./setup/project.mjs";
import { downProvider, serve, strictPolicy } from "./setup/site.mjs";
import { assertWorks } from "./setup/smoke.mjs";

const folder = await newProject();
// What webpack writes is a classic script.
putPage(folder, { script: "defer" });

test(`webpack ${webpack.version}, production`, async (t) => {
  const out = await built("out", {});
  assert.equal(readdirSync(out).filter((name) => name.endsWith(".wasm")).length, 1, "wasm files written");
  await assertWorks(t, (await serve(out)).url);
});

test(`webpack ${webpack.version}, production, with a strict policy that knows the Trusted Types of webpack`, async (t) => {
  // webpack loads its parts by script elements, and has a policy of its own for their addresses.
  const out = await built("strict", { trustedTypes: { policyName: "webpack" } });
  const provider = await downProvider();
  const { url } = await serve(out, { policy: strictPolicy(provider, { trustedTypes: "webpack" }) });
  await assertWorks(t, url, { strict: true, provider });
});

/**
 * @param {string} name
 * @param {import("webpack").Configuration["output"]} output
 */
async function built(name, output) {
  const out = path.join(folder, name);
  const { errors, warnings } = await compiled({
    mode: "production",
    context: folder,
    entry: "./main.js",
    output: { path: out, ...output },
  });
  assert.deepEqual([errors, warnings], [[], []]);
  copyFileSync(path.join(folder, "index.html"), path.join(out, "index.html"));
  return out;
}

/**
 * @param {import("webpack").Configuration} configuration
 * @returns {Promise<{ errors: unknown[], warnings: unknown[] }>}
 */
function compiled(configuration) {
  return new Promise((resolve, reject) => {
    webpack(configuration, (error, stats) => {
      if (error || !stats) reject(error);
      else
        resolve({ errors: [], warnings: [], ...stats.toJson({ all: false, errors: true, warnings: true }) });
    });
  });
}
