// Remakes the pictures of docs/simulation.md from what the engine does with their stories.
//
//   node packages/sim/dist/rule-pictures/main.js [FOLDER]      (after a build)
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { drawPicture } from "./draw/picture.ts";
import { RULE_PICTURES } from "./rules/all.ts";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const folder = process.argv[2] ?? path.join(ROOT, "docs/images/rules");

mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) {
  if (file.endsWith(".svg")) rmSync(path.join(folder, file));
}
for (const picture of RULE_PICTURES) {
  writeFileSync(path.join(folder, `${picture.name}.svg`), drawPicture(picture));
}
console.log(`${RULE_PICTURES.length} pictures in ${folder}`);
