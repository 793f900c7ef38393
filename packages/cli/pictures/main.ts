// Remakes the pictures in the READMEs of strategies, from runs on the sample tapes.
//
//   node packages/cli/dist/pictures/main.js [FOLDER]      (after a build)
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { STRATEGY_PICTURES } from "./strategy-pictures.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const folder = process.argv[2] ?? path.join(ROOT, "docs/images/strategies");

mkdirSync(folder, { recursive: true });
for (const { name, draw } of STRATEGY_PICTURES) {
  const file = path.join(folder, `${name}.svg`);
  writeFileSync(file, await draw());
  console.log(file);
}
