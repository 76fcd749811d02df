// npm run fuzz [-- seconds]: the fuzz targets that `npm test` runs briefly, for longer (ten minutes each unless told).
import { must } from "./run/command.mjs";
import { CannotContinue, script, step } from "./run/steps.mjs";
import { rust } from "./setup/rust.mjs";

await script("fuzz", async () => {
  const wanted = process.argv[2] ?? "600";
  if (!/^[1-9]\d*$/.test(wanted))
    throw new CannotContinue(`expected seconds, found "${wanted}": run \`npm run fuzz -- 60\``);
  await step("Rust toolchain", rust);
  const args = ["test", "--release", "--locked", "--test", "fuzz_targets", "--", "--nocapture"];
  await must("cargo", args, { env: { KIRJAUDU_FUZZ_SECONDS: wanted } });
});
