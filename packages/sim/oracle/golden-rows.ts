import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { RoundTrip } from "@mexoms/sim/engine";
import type { GoldenOutcome } from "./run-config.ts";

/** The lines of NAME.KIND.csv(.gz) of a golden folder without their header, or undefined. */
export function goldenRows(folder: string, name: string): string[] | undefined {
  const plain = path.join(folder, `${name}.csv`);
  let text: string;
  if (existsSync(plain)) text = readFileSync(plain, "utf8");
  else if (existsSync(`${plain}.gz`)) text = gunzipSync(readFileSync(`${plain}.gz`)).toString();
  else return undefined;
  return text.trimEnd().split("\n").slice(1);
}

/** The latency history of a golden folder, or undefined. */
export function goldenHistory(folder: string): RoundTrip[] | undefined {
  return goldenRows(folder, "latency")?.map((line) => {
    const [requestNs, exchNs, responseNs] = line.split(",").map(BigInt);
    return { requestNs: requestNs!, exchNs: exchNs!, responseNs: responseNs! };
  });
}

/** Our rows in the layout of NAME.fills.csv. */
export function fillRows({ seen, startNs }: GoldenOutcome): string[] {
  return seen.orders
    .filter((row) => row.fellLots > 0)
    .map((row) =>
      [
        startNs + BigInt(row.exchNs),
        startNs + BigInt(row.seenNs),
        row.orderId,
        row.side,
        row.execTicks,
        row.fellLots,
        row.leavesLots,
        row.maker,
      ].join(","),
    );
}

/** Our rows in the layout of NAME.orders.csv. */
export function orderRows({ seen, startNs }: GoldenOutcome): string[] {
  return seen.orders.map((row) =>
    [
      startNs + BigInt(row.exchNs),
      startNs + BigInt(row.seenNs),
      row.orderId,
      row.side,
      row.priceTicks,
      row.status,
      row.execTicks,
      row.fellLots,
      row.leavesLots,
      row.maker,
      startNs + BigInt(row.requestNs),
    ].join(","),
  );
}

/** Our rows in the layout of NAME.steps.csv. */
export function stepRows({ seen, startNs }: GoldenOutcome): string[] {
  return seen.steps.map(([nowNs, ...rest]) => [startNs + BigInt(nowNs), ...rest].join(","));
}

/**
 * Our rows as far as a golden run went that stopped on an error of its engine. What it saw last it
 * stamped with the wake before (`endNs`, as near as a double is), not with the next one as we do.
 */
export function stoppedRows(
  ours: readonly string[],
  golden: readonly string[],
  endNs: number,
): string[] {
  return golden.map((row, i) => {
    const [exchNs, seenNs, ...rest] = row.split(",");
    const [ourExchNs, , ...ourRest] = ours[i]?.split(",") ?? [];
    const last = Number(seenNs) === endNs && exchNs === ourExchNs;
    return last && rest.join() === ourRest.join() ? row : (ours[i] ?? "(none)");
  });
}

/** The first difference between two lists of rows, as a sentence, or undefined. */
export function firstDifference(
  ours: readonly string[],
  golden: readonly string[],
): string | undefined {
  const length = Math.max(ours.length, golden.length);
  for (let i = 0; i < length; i++) {
    if (ours[i] === golden[i]) continue;
    return `row ${i + 1}: ours ${ours[i] ?? "(none)"}, golden ${golden[i] ?? "(none)"}`;
  }
  return undefined;
}
