import { backtest, loadStrategyFile } from "@mexoms/sim";

export interface Job {
  readonly strategyFile: string;
  readonly tape: string;
  readonly seed: number;
}

/** Runs a strategy file with fixed models. Returns the digest of the run. */
export async function runJob({ strategyFile, tape, seed }: Job): Promise<string> {
  const { definition, codeDigest } = await loadStrategyFile(strategyFile);
  const { digest } = await backtest({
    strategy: definition,
    codeDigest,
    tapes: [tape],
    latency: "5ms",
    queue: "power3:3",
    exchange: "no-partial",
    seed,
  });
  return digest;
}
