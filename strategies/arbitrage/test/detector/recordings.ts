import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { Instrument } from "@mexoms/core";

const RECORDINGS: string = path.resolve(
  process.env["MEXOMS_RECORDINGS"] ??
    path.join(import.meta.dirname, "../../../../../../shared/recordings"),
);
const DAY = path.join(RECORDINGS, "binance-2024-08-08");

/** Why the tests on recordings cannot run, or undefined when they can. */
export const RECORDINGS_ABSENT: string | undefined = existsSync(DAY)
  ? undefined
  : `not run: no recordings in ${RECORDINGS}; set MEXOMS_RECORDINGS to their folder`;

/** The best bid and ask of one bookTicker message, in ticks and lots. */
export interface TopOfBook {
  readonly localNs: bigint;
  /** Milliseconds of the exchange; undefined where messages have no time. */
  readonly exchMs: number | undefined;
  readonly bidTicks: number;
  readonly bidLots: number;
  readonly askTicks: number;
  readonly askLots: number;
}

/** All bookTicker messages of a file such as "spot/btcusdt_20240808.gz", in its order. */
export function topsOf(file: string, instrument: Instrument): readonly TopOfBook[] {
  const lines = gunzipSync(readFileSync(path.join(DAY, file)))
    .toString("utf8")
    .split("\n");
  const tops: TopOfBook[] = [];
  for (const line of lines) {
    if (!line.includes("@bookTicker")) continue;
    const space = line.indexOf(" ");
    const { data } = JSON.parse(line.slice(space + 1)) as { data: Record<string, string | number> };
    tops.push({
      localNs: BigInt(line.slice(0, space)),
      exchMs: typeof data["T"] === "number" ? data["T"] : undefined,
      bidTicks: instrument.priceTicks(String(data["b"])),
      bidLots: instrument.lot.floor(String(data["B"]), "B"),
      askTicks: instrument.priceTicks(String(data["a"])),
      askLots: instrument.lot.floor(String(data["A"]), "A"),
    });
  }
  return tops;
}
