// What the build makes of the Rust crate: the export of src/js/, and how an instance of the wasm is entered.

export function run(
  host: { ask(question: number, a: string, b: string): string | undefined },
  request: string,
): string;

/** What an instance is made with. */
export function imports(): WebAssembly.Imports;

/** The instance that `run` uses from now on. */
export function enter(instance: WebAssembly.Instance, module: WebAssembly.Module): void;

/** Leaves in the memory of that instance what was there when it was entered. Never while something runs in it. */
export function wipe(): void;
