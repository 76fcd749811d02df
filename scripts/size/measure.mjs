// Sizes as servers would send them, and tables to show them.
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

export function compressed(bytes) {
  const brotli = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params: brotli }).length,
  };
}

/** Of 1024 bytes, as the budgets are. */
export function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(2)} kB`;
}

/** Left-aligned first column, the others right-aligned. */
export function table(head, rows) {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => String(row[column]).length)),
  );
  const line = (row) =>
    row.map((cell, column) =>
      column === 0 ? String(cell).padEnd(widths[0]) : String(cell).padStart(widths[column]),
    );
  console.log();
  for (const row of [head, widths.map((width) => "-".repeat(width)), ...rows])
    console.log(line(row).join("  "));
}
