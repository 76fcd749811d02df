// Format, lints and types; a warning is an error.
import { npmProgram } from "../run/places.mjs";
import { runChecks } from "./checks.mjs";

export const lint = {
  name: "lint",
  title: "format, lints and types of Rust, TypeScript, JavaScript and CSS",
  needs: ["package"], // the demo and the tests are checked against the types of the package
  run: () => runChecks([...RUST, ...["pkg-template", "www-demo", "tests"].map(types), BIOME]),
};

function types(folder) {
  return {
    title: `tsc, ${folder}`,
    command: [npmProgram("tsc"), "--noEmit", "--project", folder],
    needs: `${folder}/tsconfig.json`,
  };
}

const DENY = ["--", "-D", "warnings"];

const RUST = [
  { title: "cargo fmt", command: ["cargo", "fmt", "--check"] },
  { title: "clippy, host", command: ["cargo", "clippy", "--locked", "--all-targets", ...DENY] },
  {
    title: "clippy, wasm32",
    command: [
      "cargo",
      "clippy",
      "--locked",
      "--lib",
      "--tests",
      "--target",
      "wasm32-unknown-unknown",
      ...DENY,
    ],
  },
];

const BIOME = { title: "biome", command: [npmProgram("biome"), "ci", "--error-on-warnings", "--colors=off"] };
