// What a trial of a sweep costs beyond its run: all of `run` of a trial runner, less the loop of the
// same run alone. The two take turns, first one and then the other ahead, so that what else the
// machine does falls on both. By the clock the figures are medians; time of this thread on a
// processor is a mean, as the system (Linux) counts it in steps of milliseconds.
//
//   node packages/sim/dist/bench/trial.js [--smoke] [--rounds N]
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { defineStrategy, duration, instrument, type Strategy } from "@mexoms/core";
import { BookShelf, OrderShelf } from "@mexoms/core/internal";
import {
  BacktestRun,
  createStudy,
  createTrialRunner,
  engineOptions,
  loadStrategyFile,
  loadTape,
  type Study,
  studyTapes,
  type Trial,
  trialOutcome,
} from "@mexoms/sim";
import { benchData } from "./data.ts";

interface Work {
  readonly name: string;
  readonly strategy: Strategy;
  /** The swept parameter. */
  readonly sample: Readonly<Record<string, string>>;
}

/** Milliseconds of one turn. */
interface Turn {
  readonly loop: number;
  readonly trial: number;
  readonly assemble: number;
  /** Figures with the digest's end. */
  readonly figures: number;
  readonly outcome: number;
  readonly loopThread: number;
  readonly trialThread: number;
}

const ROOT = path.resolve(import.meta.dirname, "../../../..");
const MODELS = { latency: "5ms", queue: "power3:3", exchange: "no-partial", seed: 1 };

/** Buys and sells in turn at the other side's price: some 20,000 orders and fills. */
const churn = defineStrategy({
  name: "churn",
  params: { instrument: instrument(), every: duration({ default: "15ms" }) },
  start(ctx, { instrument: traded, every }) {
    const book = ctx.book(traded);
    let sent = 0;
    ctx.every(every, () => {
      if (!book.valid) return;
      const side = sent % 2 === 0 ? "buy" : "sell";
      const priceTicks = side === "buy" ? book.ask : book.bid;
      ctx.orders.submit({
        instrument: traded,
        side,
        priceTicks,
        qtyLots: 5,
        timeInForce: "ioc",
      });
      sent += 1;
    });
    return {};
  },
});

const SCHEDULED = "/proc/thread-self/schedstat";
const hasThreadTime = existsSync(SCHEDULED);

const { values } = parseArgs({
  options: { smoke: { type: "boolean", default: false }, rounds: { type: "string" } },
});
const rounds = Number(values.rounds ?? (values.smoke ? 2 : 40));
const data = await benchData(values.smoke, 0);
const file = path.join(ROOT, "strategies/market-maker/dist/src/index.js");
const { definition } = await loadStrategyFile(file);
console.log(`${data.name}, ${rounds} rounds, milliseconds`);
await measure({ name: "market maker", strategy: definition, sample: { spread: "2bps" } });
await measure({ name: "churn", strategy: churn, sample: { every: "15ms" } });

async function measure({ name, strategy, sample }: Work): Promise<void> {
  const tapes = [loadTape(data.tape)];
  const shared = { codeDigest: "bench", strategy, ...MODELS };
  const study = await createStudy({ ...shared, tapes, sample, holdout: 0 });
  const options = await engineOptions({ ...shared, tapes, params: sample, sampleNs: study.barNs });
  const runner = createTrialRunner({ study, strategy, tapes: studyTapes(tapes, study) });
  const trial: Trial = { id: "", phase: "search", point: sample, variant: { label: "" }, share: 1 };
  const runTrial = async (): Promise<Pick<Turn, "trial" | "trialThread">> => {
    const startThread = threadMs();
    const start = performance.now();
    const end = await runner.run(trial);
    if (end.kind === "failed") throw new Error(end.reason);
    return { trial: performance.now() - start, trialThread: threadMs() - startThread };
  };
  const shelves = { books: new BookShelf(), orders: new OrderShelf() };
  const fresh = (): BacktestRun => {
    shelves.books.takeBack();
    shelves.orders.takeBack();
    return new BacktestRun({ ...options, ...shelves, figuresOnly: true, strategy });
  };
  const turns: Turn[] = [];
  for (let round = -3; round < rounds; round++) {
    const ahead = round % 2 === 0 ? await runTrial() : undefined;
    const parts = runParts(fresh, study);
    const turn = { ...parts, ...(ahead ?? (await runTrial())) };
    if (round >= 0) turns.push(turn);
  }
  print(name, fresh, turns);
}

function runParts(fresh: () => BacktestRun, study: Study): Omit<Turn, "trial" | "trialThread"> {
  const start = performance.now();
  const run = fresh();
  const readyThread = threadMs();
  const ready = performance.now();
  run.advance(Number.MAX_SAFE_INTEGER);
  const over = performance.now();
  const overThread = threadMs();
  const figures = run.figures();
  const told = performance.now();
  trialOutcome(figures, study, 1);
  const end = performance.now();
  return {
    assemble: ready - start,
    loop: over - ready,
    figures: told - over,
    outcome: end - told,
    loopThread: overThread - readyThread,
  };
}

function print(name: string, fresh: () => BacktestRun, turns: readonly Turn[]): void {
  const run = fresh();
  run.advance(Number.MAX_SAFE_INTEGER);
  const { orders, markets } = run.figures();
  const fills = markets.reduce((sum, market) => sum + market.fills, 0);
  const median = (key: keyof Turn): number =>
    turns.map((turn) => turn[key]).toSorted((a, b) => a - b)[turns.length >> 1]!;
  const mean = (key: keyof Turn): number =>
    turns.reduce((sum, turn) => sum + turn[key], 0) / turns.length;
  const beyond = (trial: number, loop: number): string =>
    `loop ${loop.toFixed(2)}, trial ${trial.toFixed(2)} (x${(trial / loop).toFixed(3)}), ` +
    `beyond the loop ${(trial - loop).toFixed(2)}`;
  console.log(`${name}: ${orders} orders, ${fills} fills`);
  console.log(`  clock   ${beyond(median("trial"), median("loop"))}`);
  if (hasThreadTime) console.log(`  thread  ${beyond(mean("trialThread"), mean("loopThread"))}`);
  console.log(
    `  of it   assemble ${median("assemble").toFixed(2)}, ` +
      `figures and digest ${median("figures").toFixed(2)}, outcome ${median("outcome").toFixed(2)}`,
  );
}

/** Time of this thread on a processor; 0 where the system does not tell it. */
function threadMs(): number {
  if (!hasThreadTime) return 0;
  return Number(readFileSync(SCHEDULED, "latin1").split(" ", 1)[0]) / 1e6;
}
