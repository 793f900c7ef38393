import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { loadStrategyFile, sweep, writeSweepReport } from "@mexoms/sim";

const { definition, codeDigest, modulePath } = await loadStrategyFile(
  fileURLToPath(import.meta.resolve("@mexoms/market-maker")),
);

const dir = "out/spread-sweep-from-code";
const tapes = ["data/tapes/synthetic-swap-BTCUSDT.tape"];
const record = await sweep({
  strategy: definition,
  codeDigest,
  modulePath,
  tapes,
  latency: "5ms",
  queue: "power3:3",
  exchange: "no-partial",
  seed: 0,
  space: { spread: "2bps:20bps:1bps" },
  where: [],
  search: "grid",
  halving: false,
  searchSeed: 0,
  objectives: ["pnl", "drawdown"],
  holdout: 0.2,
  phases: ["search", "nearby", "assumptions"],
  folds: 4,
  foldKind: "rolling",
  workers: availableParallelism(),
  dir,
});

const { currency } = record.plan.study;
console.log(`spread  fills  pnl (${currency})`);
for (const { trial, outcome } of record.rows) {
  if (trial.phase !== "search") continue;
  if (!outcome) throw new Error(`the trial of ${trial.point["spread"]} failed`);
  const { fills, pnl } = outcome.metrics;
  const bar = "#".repeat(Math.max(0, Math.round(Number(pnl) / 5)));
  const columns = [trial.point["spread"]!.padStart(6), String(fills).padStart(5)];
  console.log(`${columns.join("  ")}  ${pnl.padStart(10)}  ${bar}`.trimEnd());
}

console.log(`\nthe best one under other assumptions: pnl (${currency})`);
for (const { trial, outcome } of record.rows) {
  if (trial.phase !== "assumptions" || trial.variant.label.startsWith("queue")) continue;
  console.log(`${trial.variant.label.padEnd(24)} ${outcome?.metrics.pnl.padStart(10) ?? "failed"}`);
}

const { analysis, file } = await writeSweepReport({
  dir,
  best: 3,
  strategy: { strategy: definition, codeDigest },
  tapes,
  project: ".",
  facts: { minFills: 100, foldScore: "pnl" },
});
console.log("\nBefore you believe it:");
for (const { text } of analysis.warnings) console.log(`- ${text}`);
console.log(`\nreport: ${file}`);
