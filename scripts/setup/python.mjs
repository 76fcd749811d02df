// A Python environment with django-oidc-provider, the second provider of the end-to-end tests.
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { ask, run } from "../run/command.mjs";
import { fingerprint } from "../run/fingerprint.mjs";
import { root, toolFolder } from "../run/places.mjs";
import { apt, isDebianRoot } from "./browsers.mjs";

/**
 * Tells the tests where Python is in KIRJAUDU_PYTHON, or in KIRJAUDU_NO_PYTHON why there is none: those tests are then
 * reported as not run.
 */
export async function python() {
  const requirements = path.join(root, "tests", "e2e", "django", "requirements.txt");
  if (!existsSync(requirements)) return without("tests/e2e/django/requirements.txt does not exist");
  const folder = toolFolder("django", fingerprint([requirements]).slice(0, 12));
  const windows = process.platform === "win32";
  const program = windows ? path.join(folder, "Scripts", "python.exe") : path.join(folder, "bin", "python");

  if (!existsSync(program)) {
    console.log("  installing django-oidc-provider: half a minute, once per machine");
    const problem = await install(folder, program, requirements);
    if (problem) {
      rmSync(folder, { recursive: true, force: true }); // a half-made one would look ready the next time
      return without(problem);
    }
  }
  process.env.KIRJAUDU_PYTHON = program;
  return program;
}

async function install(folder, program, requirements) {
  const base = await basePython();
  if (!base) return "python3 with venv is missing: install it (Debian: apt-get install python3-venv)";
  const venv = await run(base, ["-m", "venv", folder], { show: false });
  if (venv.code !== 0) return `python3 -m venv failed: ${lastLine(venv.output)}`;
  const pip = await run(program, ["-m", "pip", "install", "--quiet", "-r", requirements], { show: false });
  if (pip.code !== 0) return `pip install failed: ${lastLine(pip.output)}`;
  return null;
}

async function basePython() {
  const works = (program) => ask(program, ["-c", "import venv, ensurepip"]);
  const find = async () => {
    for (const program of ["python3", "python"]) if ((await works(program)) !== null) return program;
    return null;
  };
  const found = await find();
  if (found || !isDebianRoot()) return found;
  await apt(["python3", "python3-venv"]).catch(() => {}); // what is still missing is found out below
  return find();
}

function without(reason) {
  process.env.KIRJAUDU_NO_PYTHON = reason;
  return `not available: ${reason}`;
}

const lastLine = (text) => text.trim().split("\n").at(-1);
