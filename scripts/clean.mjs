// Removes what tsc built, so that a renamed source leaves nothing behind.
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

for (const group of ["packages", "strategies", "examples"]) {
  if (!existsSync(group)) continue;
  for (const name of readdirSync(group)) {
    rmSync(path.join(group, name, "dist"), { recursive: true, force: true });
  }
}
