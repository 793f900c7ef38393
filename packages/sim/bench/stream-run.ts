// One backtest of the market maker from a tape file, in a process of its own so that its peak memory
// can be told:
//
//   node stream-run.js TAPE
//
// Prints a line of JSON: StreamFigures.
import path from "node:path";
import { parseArgs } from "node:util";
import { isStrategy } from "@mexoms/core/internal";
import { backtest, loadStrategyFile, openTape } from "@mexoms/sim";

/** What one run from a file took. */
export interface StreamFigures {
  readonly rows: number;
  readonly openMs: number;
  readonly runMs: number;
  /** Most memory that the process ever had resident. */
  readonly peakBytes: number;
  readonly orders: number;
}

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const STRATEGY = path.join(ROOT, "strategies/market-maker/dist/src/index.js");

const [file] = parseArgs({ allowPositionals: true }).positionals;
const builtIn = { "market-maker": STRATEGY };
const { definition, codeDigest } = await loadStrategyFile("market-maker", { builtIn });
if (!isStrategy(definition)) throw new Error("the market maker is no strategy");
const start = performance.now();
const tape = openTape(file!, { verify: false });
const opened = performance.now();
const result = await backtest({
  strategy: definition,
  codeDigest,
  tapes: [tape],
  latency: "5ms",
  queue: "power3:3",
  exchange: "no-partial",
  seed: 1,
});
const figures: StreamFigures = {
  rows: tape.rowCount,
  openMs: opened - start,
  runMs: performance.now() - opened,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  orders: result.orders.length,
};
console.log(JSON.stringify(figures));
