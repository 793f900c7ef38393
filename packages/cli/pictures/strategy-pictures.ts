import { fileURLToPath } from "node:url";
import { marketMaker } from "@mexoms/market-maker";
import { backtest, openTape } from "@mexoms/sim";
import { legsOfArbitrage } from "./arbitrage-picture.ts";
import { runPicture } from "./run-picture.ts";

const TAPES = fileURLToPath(new URL("../../../../data/tapes", import.meta.url));
const MODELS = { latency: "5ms", queue: "power3:3", exchange: "no-partial", seed: 1 } as const;

/** A picture and how it is made; the same at every run. */
export interface StrategyPicture {
  readonly name: string;
  readonly draw: () => Promise<string>;
}

export const STRATEGY_PICTURES: readonly StrategyPicture[] = [
  { name: "market-maker", draw: quotesOfMarketMaker },
  { name: "arbitrage", draw: legsOfArbitrage },
];

async function quotesOfMarketMaker(): Promise<string> {
  const tape = openTape(`${TAPES}/synthetic-swap-BTCUSDT.tape`, { verify: true });
  const result = await backtest({
    ...MODELS,
    strategy: marketMaker,
    params: {
      spread: "2bps",
      levelStep: "0.75bps",
      size: "0.1BTC",
      maxInventory: "0.5BTC",
      skew: "3bps",
    },
    tapes: [tape],
    sampleNs: 50_000_000,
  });
  return runPicture({
    name: "market-maker",
    title: "Quotes of the market maker",
    description:
      "The best bid and ask of the market as a band, three own bids below it and three own asks above, which follow it and shift against what is held after each fill.",
    result,
    instruments: [tape.instrument],
    fromNs: 62e9,
    toNs: 82e9,
    markets: ["market"],
    heldUnit: "BTC",
  });
}
