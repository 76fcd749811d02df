// The tests that run as wasm inside a browser.
import { run } from "../run/command.mjs";
import { geckodriverProgram } from "../setup/cargo-tools.mjs";
import { countCargo } from "./counts.mjs";

export const wasmChromium = suite("wasm-chromium", "wasm-pack test in Chromium", () => {
  const driver = process.env.CHROMEDRIVER;
  // Where there is none on the machine, wasm-pack fetches the one that fits.
  return ["--chrome", ...(driver ? ["--chromedriver", driver] : [])];
});

export const wasmFirefox = suite("wasm-firefox", "wasm-pack test in Firefox", () => {
  return ["--firefox", "--geckodriver", geckodriverProgram()];
});

function suite(name, title, browser) {
  return {
    name,
    title,
    needs: ["browser", "drivers"],
    run: async () =>
      countCargo(await run("wasm-pack", ["test", "--headless", ...browser()], { env: ENVIRONMENT })),
  };
}

const ENVIRONMENT = {
  // The defaults, 20 and 5 seconds, are too short on a busy machine.
  WASM_BINDGEN_TEST_TIMEOUT: "180",
  WASM_BINDGEN_TEST_DRIVER_TIMEOUT: "60",
  // The runner takes the first driver that it finds in the environment: only the one that wasm-pack passes on may be there.
  CHROMEDRIVER: undefined,
  GECKODRIVER: undefined,
};
