// Compares runs of the ordinary kernel and simulated venue with golden runs, row for row:
//
//   pnpm -s oracle GOLDEN_DIR --raw RECORDINGS_DIR [--config NAME]...
//
// Exits 0 when every configuration is identical, 1 when one differs, 2 when it could not compare.
import { parseArgs } from "node:util";
import { compareRun, historyOf } from "./compare.ts";
import { goldenTapes } from "./golden-tapes.ts";
import { readManifest } from "./manifest.ts";

const USAGE = "usage: pnpm -s oracle GOLDEN_DIR --raw RECORDINGS_DIR [--config NAME]...";

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { raw: { type: "string" }, config: { type: "string", multiple: true } },
  });
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0 || values.raw === undefined) throw new Error(USAGE);
  const manifest = readManifest(folder);
  const names = values.config ?? Object.keys(manifest.runs);
  const unknown = names.filter((name) => manifest.runs[name] === undefined);
  if (unknown.length > 0) {
    const known = Object.keys(manifest.runs).join(", ");
    throw new Error(`no configuration ${unknown.join(", ")} in ${folder}; it has ${known}`);
  }
  const { tapes, notes } = await goldenTapes(manifest, values.raw);
  for (const note of notes) console.log(`note: ${note}`);
  const history = historyOf(folder);
  let different = 0;
  for (const name of names) {
    const run = manifest.runs[name]!;
    const { fills, difference } = compareRun({ folder, name, run, tapes, history });
    if (difference !== undefined) different += 1;
    console.log(
      difference === undefined
        ? `${name.padEnd(28)}  ${fills} fills identical`
        : `${name.padEnd(28)}  DIFFERENT in ${difference}`,
    );
  }
  return different === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
