// The size of each file of the package, and of what a visitor loads of it.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { dist, root } from "../run/places.mjs";
import { compressed, kilobytes, table } from "./measure.mjs";

/** Prints the table and the two sums; `withinBudget` is the verdict, `sums` what it was reached from. */
export async function packageSize() {
  const before = await loads("index.js", { lazily: false });
  const everything = [...(await loads("index.js", { lazily: true })), "kirjaudu.wasm"];
  // Windows, APIs, and what is kept in IndexedDB, are not everybody's.
  const special = ["windows.js", "apis.js", "vault.js"];
  const byRedirect = everything.filter((name) => !special.includes(name));

  const files = [
    ...new Set([
      ...everything,
      ...(await loads("helsinki-profile.js", { lazily: true })),
      "providers.js",
      "inline.js",
      "wasm-inline.js",
    ]),
  ];
  const rows = files
    .filter((name) => existsSync(path.join(dist, name)))
    .map((name) => [name, ...sizes(name)]);
  table(["file", "raw", "gzip -9", "brotli 11"], rows);

  const { budget } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).kirjaudu;
  const sums = {
    beforeSession: sum(before),
    byRedirect: sum(byRedirect),
    everything: sum(everything),
  };
  console.log();
  const verdicts = [
    verdict("before the session is known", before, sums.beforeSession, budget.beforeSession),
    verdict("a visitor who logs in by redirect", byRedirect, sums.byRedirect, budget.byRedirect),
    verdict("everything", everything, sums.everything, budget.everything),
    verdict(
      "the client of the Helsinki profile",
      ["helsinki-profile.js"],
      sum(["helsinki-profile.js"]),
      budget.helsinkiProfile,
    ),
    ...PAGES.map((files) => verdict(`the page ${files[0]}`, files, sum(files), budget.page)),
  ];
  return { withinBudget: verdicts.every(Boolean), sums };
}

/** Each static page with its script. */
const PAGES = [
  ["pages/callback.html", "pages/report.js"],
  ["pages/logged-out.html", "pages/report.js"],
  ["pages/frontchannel-logout.html", "pages/frontchannel-logout.js"],
];

function verdict(title, files, size, limit) {
  const within = size <= limit;
  const word = within ? "within" : "OVER";
  console.log(
    `${title}: ${kilobytes(size)} brotli, ${word} the budget of ${kilobytes(limit)} (${files.join(", ")})`,
  );
  return within;
}

function sizes(name) {
  const { raw, gzip, brotli } = compressed(readFileSync(path.join(dist, name)));
  return [raw, gzip, brotli].map(kilobytes);
}

/** Every file is a request of its own, so each is compressed on its own. */
function sum(files) {
  return files.reduce((total, name) => total + compressed(readFileSync(path.join(dist, name))).brotli, 0);
}

/** A script and the files it imports, in turn: only at once, or also later. */
async function loads(entry, { lazily }) {
  const { build } = await import("esbuild");
  const { metafile } = await build({
    entryPoints: [path.join(dist, entry)],
    absWorkingDir: dist,
    bundle: true,
    format: "esm",
    write: false,
    metafile: true,
    splitting: true,
    outdir: "unused",
    logLevel: "error",
  });
  const found = new Set();
  const visit = (name) => {
    if (found.has(name)) return;
    found.add(name);
    for (const { kind, path: imported } of metafile.inputs[name].imports) {
      if (kind === "import-statement" || (lazily && kind === "dynamic-import")) visit(imported);
    }
  };
  visit(entry);
  return [...found];
}
