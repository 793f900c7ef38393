import { mkdirSync } from "node:fs";
import path from "node:path";
import { sampleMarkets, sampleOrderMarket, tapeFromRows } from "@mexoms/sim/engine";
import { writeTape } from "./tape-file/write-tape.ts";

/**
 * Writes tapes of synthetic markets and returns their paths: a swap, a spot and an inverse market of
 * one asset, or one market order by order. Equal seeds give equal tapes.
 */
export function writeSampleTapes(options: {
  readonly seed: number;
  /** Length, a whole number. */
  readonly minutes: number;
  readonly dir: string;
  readonly byOrder: boolean;
}): string[] {
  const { seed, minutes, dir, byOrder } = options;
  const markets = byOrder ? [sampleOrderMarket(seed, minutes)] : sampleMarkets(seed, minutes);
  mkdirSync(dir, { recursive: true });
  const files: string[] = [];
  for (const { instrument, epochNs, rows } of markets) {
    const file = path.join(dir, `${instrument.id.replaceAll(":", "-")}.tape`);
    const source = {
      format: "synthetic",
      files: [],
      clockShiftNs: 0,
      lines: {},
      notes: [`Synthetic: made by a seeded generator (seed ${seed}, ${minutes} minutes).`],
    };
    writeTape(file, tapeFromRows({ instrument, epochNs, rows, source }));
    files.push(file);
  }
  return files;
}
