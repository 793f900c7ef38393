// Remakes the table of permissions in docs/nats.md from packages/live/src/bus/roles.ts.
//
//   node scripts/nats-roles.mjs      (after a build)
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolePermissions } from "../packages/live/dist/src/internal.js";

const PAGE = fileURLToPath(new URL("../docs/nats.md", import.meta.url));
const BEGIN = "<!-- roles: made by scripts/nats-roles.mjs -->\n\n";
const END = "\n\n<!-- end of roles -->";

/** The page with its table made anew. */
export function withRoles(page) {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from < 0 || to < 0) throw new Error(`${PAGE} has lost the marks around its table`);
  return page.slice(0, from + BEGIN.length) + table() + page.slice(to);
}

function table() {
  const head = ["Role", "May", "Publishes to", "Subscribes to"];
  const code = (subjects) => subjects.map((subject) => `\`${subject}\``).join(" ");
  const rows = rolePermissions().flatMap(({ role, is, grants, answers }) => [
    [`**${role}**`, is, "", ""],
    ...grants.map(({ may, publish, subscribe }) => ["", may, code(publish), code(subscribe)]),
    ...(answers ? [["", "answer whoever asks it", "one answer, within a minute", ""]] : []),
  ]);
  const widths = head.map((text, i) => Math.max(text.length, ...rows.map((row) => row[i].length)));
  const line = (cells) => `| ${cells.map((text, i) => text.padEnd(widths[i])).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(PAGE, withRoles(readFileSync(PAGE, "utf8")));
}
