import path from "node:path";
import { defineStrategy, instrument } from "@mexoms/core";
import {
  backtest,
  calibrateFiles,
  type FilesCalibration,
  openTape,
  type Tape,
  writeRunFolder,
} from "@mexoms/sim";
import type { Scratch } from "../scratch.ts";

/** A sample tape of the project. */
export function sampleTape(name: "spot-BTCUSDT" | "inverse-BTCUSD" | "swap-BTCUSDT"): string {
  return path.resolve(import.meta.dirname, `../../../../../data/tapes/synthetic-${name}.tape`);
}

/** Joins the queues of the best levels of both sides, and leaves each after 20 seconds. */
export const queuers = defineStrategy({
  name: "queuers",
  params: { instrument: instrument() },
  start(ctx, p) {
    const book = ctx.book(p.instrument);
    ctx.every("500ms", () => {
      for (const order of ctx.orders.open(p.instrument)) {
        if (order.cancelable && ctx.nowNs - order.submittedNs > 20e9) ctx.orders.cancel(order);
      }
      for (const side of ["buy", "sell"] as const) {
        for (const { priceTicks } of book.levels(side, 5)) {
          ctx.orders.submit({
            instrument: p.instrument,
            side,
            priceTicks,
            qtyLots: 20,
            timeInForce: "post-only",
          });
        }
      }
    });
  },
});

export interface QueueRun {
  readonly folder: string;
  readonly tapeFile: string;
}

/** Runs the queuers with a queue model as the truth and writes the run folder. */
export async function queueRun(
  scratch: Scratch,
  tapeFile: string,
  queue: string,
  exchange: "no-partial" | "partial" = "no-partial",
): Promise<QueueRun> {
  const tape: Tape = openTape(tapeFile, { verify: true });
  const result = await backtest({
    strategy: queuers,
    tapes: [tape],
    latency: "5ms",
    queue,
    exchange,
    seed: 0,
  });
  const dir = scratch.file(`run-${queue.replace(":", "-")}-${exchange}`);
  const { dir: folder } = await writeRunFolder({ dir, result, report: "none" });
  return { folder, tapeFile };
}

export const SETTINGS = { fitShare: 0.5, resamples: 500, seed: 0 } as const;

/** Calibrates from nothing but the tape and the run folder. */
export async function calibrateRun({ folder, tapeFile }: QueueRun): Promise<FilesCalibration> {
  return calibrateFiles({
    tapes: [tapeFile],
    orders: path.join(folder, "orders.csv"),
    fills: path.join(folder, "fills.csv"),
    ...SETTINGS,
  });
}
