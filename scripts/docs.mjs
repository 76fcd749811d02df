// npm run docs: the documentation of the Rust crate, in target/doc; a warning is an error.
import path from "node:path";
import { must } from "./run/command.mjs";
import { cargoTarget } from "./run/places.mjs";
import { script, step } from "./run/steps.mjs";
import { rust } from "./setup/rust.mjs";

await script("docs", async () => {
  await step("Rust toolchain", rust);
  await must("cargo", ["doc", "--no-deps", "--locked"], { env: { RUSTDOCFLAGS: "-D warnings" } });
  console.log(`  ${path.join(cargoTarget, "doc", "kirjaudu", "index.html")}`);
});
