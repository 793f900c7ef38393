import { backtest, loadStrategyFile, openTape, writeRunFolder } from "@mexoms/sim";

const { definition, codeDigest } = await loadStrategyFile(
  "examples/first-strategy/two-sided-quote.ts",
);
const tape = openTape("data/tapes/synthetic-swap-BTCUSDT.tape", { verify: true });

console.log("halfSpread  fills        equity  digest");
for (const halfSpread of ["1bps", "2bps", "4bps"]) {
  const result = await backtest({
    strategy: definition,
    codeDigest,
    params: { halfSpread },
    tapes: [tape],
    latency: "5ms",
    queue: "power3:3",
    exchange: "no-partial",
    seed: 1,
  });
  for (const { fills, equity, settle } of result.summary) {
    const columns = [
      halfSpread.padEnd(10),
      String(fills).padStart(5),
      `${equity.toDecimal().toFixed(2)} ${settle}`.padStart(12),
      result.digest.slice(0, 16),
    ];
    console.log(columns.join("  "));
  }
  await writeRunFolder({ dir: `out/compare-spreads/${halfSpread}`, result, report: "html" });
}
console.log("reports: out/compare-spreads/*/report.html");
