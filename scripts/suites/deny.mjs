// Licences and sources of the crates, as deny.toml allows them.
import { ask } from "../run/command.mjs";
import { runChecks } from "./checks.mjs";

export const deny = {
  name: "deny",
  title: "licences and sources of the crates",
  needs: [],
  run: async () => {
    if ((await ask("cargo", ["deny", "--version"])) === null) {
      const reason = "cargo-deny is not installed (run `cargo install --locked cargo-deny@0.20.2`)";
      console.log(`  ${reason}`);
      return { remarks: [reason] };
    }
    // Without advisories: their database would have to be fetched anew each time.
    return runChecks([
      { title: "cargo deny", command: ["cargo", "deny", "check", "bans", "licenses", "sources"] },
    ]);
  },
};
