// Running other programs: their output goes to the terminal as it comes, and comes back when it is needed.
import { spawn } from "node:child_process";
import path from "node:path";
import { root } from "./places.mjs";
import { CannotContinue } from "./steps.mjs";

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, show?: boolean }} options
 *   `show: false` keeps the output to ourselves (it is still returned).
 * @returns {Promise<{ code: number, output: string }>} code -1: the program could not be started
 */
export function run(program, args, { cwd = root, env = {}, show = true } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    const pieces = [];
    for (const [stream, terminal] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      stream.on("data", (piece) => {
        pieces.push(piece);
        if (show) terminal.write(piece);
      });
    }
    child.on("error", (error) => resolve({ code: -1, output: error.message }));
    child.on("close", (code) =>
      resolve({ code: code ?? -1, output: Buffer.concat(pieces).toString("utf8") }),
    );
  });
}

/** Like `run`, but quiet, and the output is the answer; an unsuccessful program gives null. */
export async function ask(program, args, options = {}) {
  const { code, output } = await run(program, args, { ...options, show: false });
  return code === 0 ? output.trim() : null;
}

/** Like `run`, but an unsuccessful program is the end of the script. */
export async function must(program, args, options = {}) {
  const { code, output } = await run(program, args, options);
  if (code === 0) return output;
  if (options.show === false || code === -1) console.error(output.trim());
  const command = [shorter(program), ...args];
  throw new CannotContinue(
    `\`${command.join(" ")}\` failed with exit code ${code}: what it wrote stands above`,
  );
}

/** Our own programs are named from the root of the repository, as one would type them. */
function shorter(program) {
  return path.isAbsolute(program) && program.startsWith(root) ? path.relative(root, program) : program;
}
