// Does another version of Node give the same results? Installs it beside the one in use, compares
// digests of backtests, then runs all tests under it.
//
//   node scripts/other-node.mjs [MAJOR]      24 unless given
//
// Not a part of `pnpm test`: it needs the npm registry and takes as long as all tests do.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const MODELS = [
  [],
  ["--queue", "risk"],
  ["--queue", "log2", "--latency", "entry=2ms,response=9ms"],
  ["--queue", "power:2", "--exchange", "partial", "--seed", "3"],
];
const TAPES = ["swap-BTCUSDT", "spot-BTCUSDT", "inverse-BTCUSD"];

process.exitCode = main(process.argv[2] ?? "24");

function main(/** @type {string} */ major) {
  if (!/^\d\d$/.test(major)) throw new Error(`"${major}" is not a version of Node such as 24`);
  const other = installNode(major);
  console.log(`${process.version} here, ${versionOf(other)} as the other one`);
  const differences = TAPES.flatMap((tape) => MODELS.map((models) => compare(other, tape, models)));
  const different = differences.filter((same) => !same).length;
  const { status } = spawnSync(other, ["scripts/test.mjs"], { stdio: "inherit" });
  console.log(`${differences.length - different} digests equal, ${different} different`);
  return different > 0 || status !== 0 ? 1 : 0;
}

/** The npm package of Node's binary, kept in node_modules/.cache. Returns the path of the binary. */
function installNode(/** @type {string} */ major) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.resolve(`node_modules/.cache/node-${major}`);
  const binary = path.join(folder, "node_modules", name, "bin/node");
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), "{}\n");
  const args = ["install", "--no-audit", "--no-fund", "--prefix", folder, `${name}@${major}`];
  const { status } = spawnSync("npm", args, { stdio: "inherit" });
  if (status !== 0 || !existsSync(binary))
    throw new Error(`npm could not install ${name}@${major}`);
  return binary;
}

function versionOf(/** @type {string} */ node) {
  return spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim();
}

/** Runs the market maker under both. A digest that could not be had counts as different. */
function compare(
  /** @type {string} */ other,
  /** @type {string} */ tape,
  /** @type {readonly string[]} */ models,
) {
  const [here, there] = [process.execPath, other].map((node) => digest(node, tape, models));
  const same = here === there && here !== undefined;
  console.log(`${same ? "equal    " : "DIFFERENT"} ${tape} ${models.join(" ")} ${here} ${there}`);
  return same;
}

function digest(
  /** @type {string} */ node,
  /** @type {string} */ tape,
  /** @type {readonly string[]} */ models,
) {
  const folder = mkdtempSync(path.join(tmpdir(), "mexoms-other-node-"));
  const file = path.resolve(`data/tapes/synthetic-${tape}.tape`);
  const size = tape.startsWith("inverse")
    ? ["--set", "size=10contracts", "maxInventory=100contracts"]
    : [];
  const args = [
    "backtest",
    "market-maker",
    "--tape",
    file,
    ...models,
    ...size,
    "--no-report",
    "--json",
  ];
  const { stdout, stderr } = spawnSync(
    node,
    [path.resolve("packages/cli/dist/src/main.js"), ...args],
    {
      cwd: folder,
      encoding: "utf8",
    },
  );
  rmSync(folder, { recursive: true, force: true });
  try {
    return JSON.parse(stdout).digest;
  } catch {
    console.log(stderr.trimEnd());
    return undefined;
  }
}
