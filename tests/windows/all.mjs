// Every test of this folder in one process, and so in one browser.
import { readdirSync } from "node:fs";

const files = readdirSync(new URL(".", import.meta.url)).filter((file) => file.endsWith(".test.mjs"));
for (const file of files.sort()) await import(new URL(file, import.meta.url).href);
