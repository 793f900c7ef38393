// Remakes the table of codes in docs/risk.md from packages/core/src/risk/codes.ts.
//
//   node scripts/risk-codes.mjs      (after a build)
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { RISK_CODES } from "../packages/core/dist/src/index.js";

const PAGE = fileURLToPath(new URL("../docs/risk.md", import.meta.url));
const BEGIN = "<!-- codes: made by scripts/risk-codes.mjs -->\n\n";
const END = "\n\n<!-- end of codes -->";

/** The page with its table made anew. */
export function withCodes(page) {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from < 0 || to < 0) throw new Error(`${PAGE} has lost the marks around its table`);
  return page.slice(0, from + BEGIN.length) + table() + page.slice(to);
}

function table() {
  const head = ["Code", "Name", "Found", "What to do"];
  const rows = RISK_CODES.map(({ code, name, means, todo }) => [code, name, means, todo]);
  const widths = head.map((text, i) => Math.max(text.length, ...rows.map((row) => row[i].length)));
  const line = (cells) => `| ${cells.map((text, i) => text.padEnd(widths[i])).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(PAGE, withCodes(readFileSync(PAGE, "utf8")));
}
