import {
  ARBITRAGE_TOPIC,
  type ArbitrageRecord,
  DEAL_TOPIC,
  type DealRecord,
  Decimal,
  Money,
} from "@mexoms/core";
import type { BacktestResult } from "../result/result.ts";
import type { ArbitrageSheet } from "./arbitrage-sheet.ts";
import { readDeal, readSummary } from "./deal-texts.ts";

/**
 * Arbitrage of a run from what its strategy explained; undefined when it explained no deal and no
 * summary. What stands under their topics and is none is left out and noted.
 */
export function arbitrageFrom(
  { explained, summary }: Pick<BacktestResult, "explained" | "summary">,
  notes: string[],
): ArbitrageSheet | undefined {
  const deals = new Map<number, DealRecord>();
  let record: ArbitrageRecord | undefined;
  const problems = new Map<string, number>();
  const reject = (topic: string, problem: string): void => {
    const key = `"${topic}" ${problem}`;
    problems.set(key, (problems.get(key) ?? 0) + 1);
  };
  for (const { topic, text } of explained) {
    if (topic === DEAL_TOPIC) {
      const deal = readDeal(text);
      if ("problem" in deal) reject(topic, deal.problem);
      else deals.set(deal.id, deal);
    } else if (topic === ARBITRAGE_TOPIC) {
      const read = readSummary(text);
      if ("problem" in read) reject(topic, read.problem);
      else record = read;
    }
  }
  for (const [problem, times] of problems) {
    notes.push(`${times} explained under ${problem}: left out.`);
  }
  if (deals.size === 0 && record === undefined) return undefined;
  const all = [...deals.values()];
  // What began from nothing but dust has no legs until it sends one, and has missed nothing.
  const missed = all.filter(
    ({ legs }) => legs.length > 0 && legs.every(({ filledLots }) => filledLots === 0),
  ).length;
  const bothFilled = all.filter(isWhole).length;
  return {
    detected: record?.detected ?? all.length,
    gated: record?.gated ?? {},
    taken: record?.taken ?? all.length,
    deals: all.length,
    bothFilled,
    oneLegged: all.length - bothFilled - missed,
    missed,
    byCurrency: byCurrency(all, summary),
    edgeLife: record?.edgeLife,
    nearest: record?.nearest ?? [],
    drift: summary.map(({ instrument, positionQty }) => ({ instrument, qty: positionQty })),
  };
}

/** Its first orders filled every leg alike: nothing had to be hedged again, unwound or held. */
function isWhole({ legs, path }: DealRecord): boolean {
  return (
    legs.length > 0 &&
    legs.every(({ filledLots }) => filledLots > 0) &&
    !path.includes("unbalanced")
  );
}

function byCurrency(
  deals: readonly DealRecord[],
  summary: BacktestResult["summary"],
): ArbitrageSheet["byCurrency"] {
  const currencies = [...new Set(deals.map(({ currency }) => currency))];
  return currencies.map((currency) => {
    const own = deals.filter((deal) => deal.currency === currency);
    const sum = (pick: (deal: DealRecord) => string): Decimal =>
      own.reduce((total, deal) => total.plus(pick(deal)), new Decimal(0));
    const expected = sum((deal) => deal.expectedNet);
    const realised = sum((deal) => deal.realisedNet);
    const value = sum((deal) => deal.value);
    const equity = summary
      .filter(({ settle }) => settle === currency)
      .reduce((total, each) => total.plus(each.equity.toDecimal()), new Decimal(0));
    const bps = (amount: Decimal): number | undefined =>
      value.isZero() ? undefined : amount.mul(1e4).div(value).toNumber();
    return {
      currency,
      expected: moneyOf(expected),
      realised: moneyOf(realised),
      openMarks: moneyOf(equity.minus(realised)),
      residualCost: moneyOf(sum((deal) => deal.residualCost)),
      expectedBps: bps(expected),
      realisedBps: bps(realised),
    };
  });
}

function moneyOf(amount: Decimal): Money {
  const decimals = amount.decimalPlaces();
  return new Money(BigInt(amount.mul(new Decimal(10).pow(decimals)).toFixed()), decimals);
}
