// The tests of the Rust crate on this machine: unit tests, whole flows on a fake host, vectors, fuzz targets, doc examples.
import { run } from "../run/command.mjs";
import { countCargo } from "./counts.mjs";

export const native = {
  name: "native",
  title: "cargo test on this machine",
  needs: [],
  run: async () => countCargo(await run("cargo", ["test", "--locked", "--no-fail-fast"])),
};
