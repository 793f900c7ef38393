import { bps, count, defineStrategy, instrument, type Strategy } from "@mexoms/core";
import {
  createStudy,
  createTrialRunner,
  fixedParams,
  loadTape,
  type MemoryTape,
  type Point,
  sampleMarkets,
  type Study,
  settingsDigest,
  studyTapes,
  tapeFromRows,
  type Trial,
  trialId,
  type TrialRunner,
} from "@mexoms/sim";

type Options = Parameters<typeof createStudy>[0];

/** Two quotes around the middle, each second anew. Throws at a fill when it is told to. */
export const QUOTING: Strategy = defineStrategy({
  name: "quoting",
  params: {
    instrument: instrument(),
    halfSpread: bps({ default: "1bps", min: "0.1bps", max: "50bps" }),
    lots: count({ default: "50", min: "1", max: "1000" }),
    breaksAt: count({ default: "0", min: "0", max: "1000" }),
  },
  start(ctx, { instrument: traded, halfSpread, lots, breaksAt }) {
    const book = ctx.book(traded);
    let fills = 0;
    ctx.every("1s", () => {
      ctx.orders.cancelAll(traded);
      if (!book.valid) return;
      for (const side of ["buy", "sell"] as const) {
        const price = side === "buy" ? halfSpread.below(book.mid) : halfSpread.above(book.mid);
        const priceTicks = Math.round(price);
        ctx.orders.submit({
          instrument: traded,
          side,
          priceTicks,
          qtyLots: lots,
          timeInForce: "gtc",
        });
      }
    });
    return {
      fill() {
        fills += 1;
        if (fills === breaksAt)
          throw new Error(`no fill ${fills} at /home/someone/file.ts:3\nsecret`);
      },
    };
  },
});

/** One minute of the synthetic swap market. */
export function swapTape(seed: number): MemoryTape {
  const [{ instrument: traded, epochNs, rows }] = sampleMarkets(seed, 1) as [
    ReturnType<typeof sampleMarkets>[number],
  ];
  const source = { format: "synthetic", files: [], clockShiftNs: 0, lines: {}, notes: [] };
  return loadTape(tapeFromRows({ instrument: traded, epochNs, rows, source }), 1000);
}

export function options(tapes: readonly MemoryTape[], changes: Partial<Options> = {}): Options {
  return {
    strategy: QUOTING,
    codeDigest: "test",
    tapes,
    latency: "5ms",
    queue: "power3:3",
    exchange: "no-partial",
    seed: 1,
    sample: { halfSpread: "1bps" },
    holdout: 0.2,
    ...changes,
  };
}

export function runnerOf(study: Study, tapes: readonly MemoryTape[]): TrialRunner {
  return createTrialRunner({ study, strategy: QUOTING, tapes: studyTapes(tapes, study) });
}

export function trialOf(study: Study, point: Point, more: Partial<Trial> = {}): Trial {
  const parts = { point, variant: { label: "" }, share: 1, ...more };
  const all = { ...parts, point: { ...fixedParams(study), ...parts.point } };
  return { id: trialId(settingsDigest(study), all), phase: "search", ...parts };
}
