// esbuild with what all our bundles have in common.
import { CannotContinue } from "../run/steps.mjs";

export async function bundle(options) {
  const { build } = await import("esbuild");
  try {
    await build({
      bundle: true,
      format: "esm",
      target: "es2022",
      minify: true,
      legalComments: "none",
      logLevel: "warning",
      ...options,
    });
  } catch {
    throw new CannotContinue(
      "the JavaScript of the package could not be bundled: what esbuild wrote stands above",
    );
  }
}
