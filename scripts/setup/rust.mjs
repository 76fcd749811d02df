// The Rust toolchain of rust-toolchain.toml with its components and the wasm32 target.
import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ask, must } from "../run/command.mjs";
import { root } from "../run/places.mjs";
import { CannotContinue } from "../run/steps.mjs";

export async function rust() {
  addToPath(path.join(process.env.CARGO_HOME ?? path.join(os.homedir(), ".cargo"), "bin"));
  if ((await ask("rustup", ["--version"])) === null) {
    throw new CannotContinue(
      "rustup is missing: install it as https://rustup.rs says (`curl https://sh.rustup.rs -sSf | sh`) and run this again",
    );
  }

  const { channel, components, targets } = wanted();
  const installed = await ask("rustup", ["component", "list", "--installed", "--toolchain", channel]);
  const missing = [...components, ...targets.map((target) => `rust-std-${target}`)].filter(
    (name) => !installed?.split("\n").some((line) => line === name || line.startsWith(`${name}-`)),
  );
  if (missing.length === 0) return channel;

  const args = ["toolchain", "install", channel, "--profile", "minimal", "--no-self-update"];
  for (const component of components) args.push("--component", component);
  for (const target of targets) args.push("--target", target);
  try {
    await must("rustup", args);
  } catch {
    throw new CannotContinue(
      `Rust ${channel} could not be installed: run \`rustup ${args.join(" ")}\` to see why`,
    );
  }
  return `installed ${channel}`;
}

/** Puts a folder first in the PATH of everything that we start. */
export function addToPath(folder) {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  if (!folders.includes(folder)) process.env.PATH = [folder, ...folders].join(path.delimiter);
}

function wanted() {
  const text = readFileSync(path.join(root, "rust-toolchain.toml"), "utf8");
  const list = (key) => [
    ...(text.match(new RegExp(`^${key} = \\[(.*)\\]`, "m"))?.[1] ?? "").matchAll(/"([^"]+)"/g),
  ];
  return {
    channel: text.match(/^channel = "(.+)"/m)[1],
    components: list("components").map((match) => match[1]),
    targets: list("targets").map((match) => match[1]),
  };
}
