import { existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  createStudy,
  createTrialRunner,
  loadStrategyFile,
  openSharedTape,
  openTape,
  portableStrategy,
  shareTape,
  type Study,
  type Tape,
  type TrialEnd,
  writeSampleTapes,
} from "@mexoms/sim";
import { cutTapes, studyTapes, type Trial } from "@mexoms/sim/engine";

/** Quotes as it is told, or does what a bad strategy would. */
const STRATEGY = `
import { choice, count, defineStrategy, instrument } from "@mexoms/core";

class TooWide extends Error {
  constructor() {
    super("quotes too wide");
    this.name = new.target.name;
  }
}

export default defineStrategy({
  name: "sweep-quoter",
  params: {
    instrument: instrument(),
    half: count({ default: "5" }),
    mode: choice(["quote", "throw", "kill", "loop"], { default: "quote" }),
  },
  start(ctx, p) {
    const book = ctx.book(p.instrument);
    if (p.mode === "kill") process.kill(process.pid, "SIGKILL");
    ctx.every(50_000_000, () => {
      while (p.mode === "loop");
      if (p.mode === "throw") throw new TooWide();
      if (!book.valid) return;
      ctx.quotes(p.instrument).target([
        { side: "buy", price: book.bid - p.half, size: 10 },
        { side: "sell", price: book.ask + p.half, size: 10 },
      ]);
    });
  },
});
`;

/** A study with all that an executor takes, on a synthetic market. */
export interface SweepUnderTest {
  readonly study: Study;
  readonly strategy: { readonly code: string; readonly codeDigest: string };
  readonly modulePath: string;
  readonly tapes: readonly Tape[];
  /** What each trial gives when it is run here. */
  ends(trials: readonly Trial[]): Promise<Map<string, TrialEnd>>;
}

export async function sweepUnderTest(
  folder: string,
  options: { readonly seed?: number; readonly minutes?: number; readonly barNs?: number } = {},
): Promise<SweepUnderTest> {
  const file = path.join(folder, "sweep-quoter.js");
  if (!existsSync(file)) writeFileSync(file, STRATEGY);
  const { seed = 1, minutes = 1, barNs = 1e9 } = options;
  const dir = path.join(folder, `tapes-${seed}`);
  // Another process may read it already.
  if (!existsSync(dir)) writeSampleTapes({ seed, minutes, dir, byOrder: false });
  const tapeFile = readdirSync(dir).find((name) => name.startsWith("synthetic-swap"))!;
  const tape = openTape(path.join(dir, tapeFile), { verify: false });
  const { definition, codeDigest, modulePath } = await loadStrategyFile(file);
  const study = await createStudy({
    strategy: definition,
    codeDigest,
    params: { instrument: tape.instrument.id },
    tapes: [tape],
    latency: "5ms",
    queue: "front",
    exchange: "partial",
    seed: 1,
    holdout: 0.2,
    barNs,
    sample: { half: "5", mode: "quote" },
  });
  const tapes = cutTapes([tape], BigInt(study.endNs));
  return {
    study,
    strategy: await portableStrategy(file),
    modulePath,
    tapes,
    async ends(trials) {
      const runner = createTrialRunner({
        study,
        strategy: definition,
        tapes: studyTapes(tapes.map(shareTape).map(openSharedTape), study),
      });
      const found = new Map<string, TrialEnd>();
      for (const trial of trials) found.set(trial.id, await runner.run(trial));
      return found;
    },
  };
}

/** Trials of one study, `from` to `to`, each with another distance; `modes` by number. */
export function trialsOf(count: number, modes: Readonly<Record<number, string>> = {}): Trial[] {
  return Array.from({ length: count }, (_, i) => ({
    id: i.toString(16).padStart(64, "0"),
    phase: "search",
    point: { half: String(i), mode: modes[i] ?? "quote" },
    variant: { label: "" },
    share: i % 3 === 0 ? 0.5 : 1,
  }));
}
