import type { GridConfig } from "../oracle/manifest.ts";
import { type BacktestRun, openTape } from "@mexoms/sim";
import { prepareConfig } from "../oracle/run-config.ts";
import type { BenchCase, BenchData, Prepared } from "./bench-case.ts";

const BASE: GridConfig = {
  mode: "elapse",
  dt: 100e6,
  levels: 5,
  grid: 10,
  half: 5,
  skew: 1,
  qty: 10,
  max_inv: 20,
  tif: "gtx",
  queue: "power3",
  n: 3,
  exchange: "nopartial",
  entry: 10e6,
  resp: 10e6,
  latency: "const",
  ref: false,
  trade: true,
};

/** A benchmark of a golden configuration, which other engines can run too. */
export interface GoldenCase extends BenchCase {
  readonly config: GridConfig;
  prepare(data: BenchData): PreparedGolden;
}

export interface PreparedGolden extends Prepared {
  setup(): void;
  /** What the strategy did in the last run. */
  counts(): { readonly orders: number; readonly fills: number };
}

/** A benchmark of one configuration of the golden runs, from the first event to the last. */
export function goldenCase(
  name: string,
  question: string,
  changes: Partial<GridConfig>,
  from: "memory" | "file" = "memory",
): GoldenCase {
  const config = { ...BASE, ...changes };
  return {
    name,
    question,
    unit: "rows",
    config,
    prepare({ tape, tapeFile }) {
      let run: BacktestRun | undefined;
      return {
        units: tape.rowCount,
        setup() {
          // The peer keeps no log either.
          const seen = { logged: false, orders: [], steps: [], submitted: 0, positionLots: 0 };
          const tapes = [from === "memory" ? tape : openTape(tapeFile, { verify: false })];
          run = prepareConfig({ config, tapes, history: undefined }, seen);
        },
        run: () => run?.advance(Number.MAX_SAFE_INTEGER),
        counts() {
          const { orders, fills } = run!.result();
          return { orders: orders.length, fills: fills.length };
        },
      };
    },
  };
}
