import type { Money } from "@mexoms/core";
import type { LedgerRow } from "../result/result.ts";
import { type InstrumentRun, NOTHING } from "./instrument-run.ts";

/** Equity of one instrument at every return interval, by the exchange's clock, before charges. */
export function equityCurve({ fills, worth, returns }: InstrumentRun): Money[] {
  let cash = 0n;
  let fees = NOTHING;
  let lots = 0;
  let next = 0;
  return Array.from(returns.midHalf, (mid, k) => {
    const at = k * returns.everyNs;
    for (; next < fills.length && fills[next]!.atNs <= at; next++) {
      const { fill, sign, priceHalf } = fills[next]!;
      const signed = sign * fill.qtyLots;
      cash -= worth.at(signed, priceHalf);
      lots += signed;
      fees = fees.plus(fill.fee);
    }
    // Before the first mid a position counts at the price of its last fill.
    const price = mid || (fills[next - 1]?.priceHalf ?? 0);
    return worth.money(cash + worth.at(lots, price)).minus(fees);
  });
}

const CHARGES: readonly LedgerRow["kind"][] = [
  "funding",
  "interest",
  "liquidation-fee",
  "insurance",
];

/** What accounts were charged in a currency beside fees, up to every interval. */
export function chargesCurve(options: {
  ledger: readonly LedgerRow[];
  currency: string;
  startNs: bigint;
  everyNs: number;
  length: number;
}): Money[] {
  const { currency, startNs, everyNs, length } = options;
  const charges = options.ledger.filter(
    (row) => row.currency === currency && CHARGES.includes(row.kind),
  );
  let sum = NOTHING;
  let next = 0;
  return Array.from({ length }, (_, k) => {
    const at = startNs + BigInt(k * everyNs);
    for (; next < charges.length && charges[next]!.ns <= at; next++) {
      sum = sum.plus(charges[next]!.amount);
    }
    return sum;
  });
}
