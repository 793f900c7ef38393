import { Decimal, formatDuration, formatTimestamp, type Money, type Params } from "@mexoms/core";
import type {
  AccountConfig,
  AccountSummary,
  BacktestResult,
  InstrumentCharges,
  InstrumentSummary,
  RunInputs,
} from "@mexoms/sim";
import type { FaultTime } from "@mexoms/sim/engine";
import { riskInputRows, riskLines } from "./risk.ts";
import { plainTable } from "./table.ts";

/** A strategy with more parameters is shown only those that are not at their defaults. */
const PARAMS_SHOWN = 12;

/**
 * What a run will do, so that no model that decides the result goes unsaid. Of many parameters those
 * that were changed, and how many were not; run.json has each.
 */
export function inputsText(inputs: RunInputs, declared: Params): string {
  const rows: [string, string][] = [
    ["strategy", `${inputs.strategy.name} (code ${inputs.strategy.codeDigest.slice(0, 12)})`],
    ...inputs.tapes.map((tape): [string, string] => [
      "tape",
      `${tape.instrument} (${tape.digest.slice(0, 12)})${synthetic(tape.instrument)}`,
    ]),
    ...paramRows(inputs, declared),
    ["latency", inputs.latency],
    ["queue", inputs.queue],
    ["exchange", inputs.exchange],
    ["rules", rulesText(inputs)],
    ...(inputs.faults ?? []).map((fault): [string, string] => ["fault", faultText(fault)]),
    ...inputs.fees.map((text): [string, string] => ["fees", text]),
    ...(inputs.accounts ?? []).map((account): [string, string] => [
      "account",
      accountText(account),
    ]),
    ...riskInputRows(inputs.risk),
    ...(inputs.warmup === undefined ? [] : [["warmup", inputs.warmup] as [string, string]]),
    ["seed", String(inputs.seed)],
  ];
  return plainTable({ rows });
}

function paramRows({ params, strategy }: RunInputs, declared: Params): [string, string][] {
  const all = Object.entries(params);
  const printed =
    all.length <= PARAMS_SHOWN
      ? all
      : all.filter(([name, text]) => declared[name]?.default !== text);
  const rows = printed.map(([name, text]): [string, string] => [`  ${name}`, text]);
  const others = all.length - printed.length;
  if (others === 0) return rows;
  return [...rows, ["  ...", `${others} more at their defaults: mexoms params ${strategy.name}`]];
}

function faultText({ kind, ...rest }: NonNullable<RunInputs["faults"]>[number]): string {
  const parts = Object.entries(rest).map(([name, value]) => `${name} ${valueText(value)}`);
  return [kind, ...parts].join(" ");
}

function valueText(value: FaultTime): string {
  if (typeof value === "string") return value;
  const { random, over } = value;
  return `${random} random times${over === undefined ? "" : ` in ${over}`}`;
}

function rulesText({ rules = [] }: RunInputs): string {
  if (rules.length === 0) return "none: the venue takes every request";
  return rules.map((each) => `${each.venue} ${each.market} (${each.asOf})`).join("; ");
}

// As many as fit a terminal of 80 columns.
const SIDE_BY_SIDE = 2;

/** The result as a table for each instrument, and the digest. */
export function resultText(result: BacktestResult): string {
  const lines = [spanText(result), ""];
  const { summary } = result;
  for (let i = 0; i < summary.length; i += SIDE_BY_SIDE) {
    lines.push(summaryTable(result, summary.slice(i, i + SIDE_BY_SIDE)), "");
  }
  if (result.accounts.length > 0) lines.push(balancesTable(result.accounts), "");
  for (const [kind, count] of Object.entries(result.faults ?? {})) {
    lines.push(`${kind} struck ${count.toLocaleString("en-US")} times`);
  }
  if (result.risk !== undefined) lines.push(...riskLines(result.risk), "");
  lines.push(`digest ${result.digest}`);
  return lines.join("\n");
}

/** When the data begins and how long it is. */
export function spanText({ startNs, endNs }: BacktestResult): string {
  const from = formatTimestamp(startNs).slice(0, 19);
  return `${from}Z, ${roundSpan(Number(endNs - startNs))} of data`;
}

function summaryTable(result: BacktestResult, shownHere: readonly InstrumentSummary[]): string {
  const columns = shownHere.map((each) => summaryColumn(result, each));
  const labels = columns[0]!.map(([label]) => label);
  return plainTable({
    head: ["", ...shownHere.map((each) => each.instrument)],
    rows: labels.map((label, i) => [label, ...columns.map((column) => column[i]![1])]),
    right: shownHere.map((_, i) => i + 1),
  });
}

function accountText({ name, venue, kind, trades, balances, futures }: AccountConfig): string {
  const amounts = Object.entries(balances).map(([currency, amount]) => `${amount} ${currency}`);
  const margin = futures === undefined ? "" : `, ${futures.marginMode} margin`;
  return `${name}: ${kind} at ${venue}${margin}, ${amounts.join(" ")}, trades ${trades.join(" ")}`;
}

function balancesTable(accounts: readonly AccountSummary[]): string {
  const rows = accounts.flatMap(({ account, balances }) =>
    balances.map(({ currency, opening, total, held, borrowed }) => [
      account,
      currency,
      shown(opening),
      shown(total),
      shown(held),
      shown(borrowed),
    ]),
  );
  const head = ["account", "", "opening", "balance", "held", "borrowed"];
  return plainTable({ head, rows, right: [2, 3, 4, 5] });
}

function chargeRows(
  charges: InstrumentCharges | undefined,
  money: (amount: Money) => string,
): [string, string][] {
  if (charges === undefined) return [];
  return [
    ["funding", money(charges.funding)],
    ["liquidation fees", money(charges.liquidationFees)],
    ["insurance", money(charges.insurance)],
  ];
}

function rejections(result: BacktestResult, instrument: string): number {
  return result.orders.filter((row) => row.instrument === instrument && row.state === "rejected")
    .length;
}

/** What a run did in an instrument, as labels and texts: the same labels for every one. */
export function summaryColumn(
  result: BacktestResult,
  summary: InstrumentSummary,
): [label: string, text: string][] {
  const rejected = rejections(result, summary.instrument);
  const money = (amount: Money): string => `${shown(amount)} ${summary.settle}`;
  const reasons = Object.entries(summary.fillsByReason);
  return [
    ["rows", summary.rows.toLocaleString("en-US")],
    ["orders", summary.orders.toLocaleString("en-US")],
    ["  rejected", rejected.toLocaleString("en-US")],
    ["fills", `${summary.fills} (${summary.makerFills} maker)`],
    ...reasons.map(([reason, count]): [string, string] => [`  ${reason}`, String(count)]),
    ["volume", summary.volume],
    ["turnover", money(summary.turnover)],
    ["position", `${summary.positionQty} (max ${summary.maxPositionQty})`],
    ["realized", money(summary.realized)],
    ["unrealized", money(summary.unrealized)],
    ["fees", money(summary.fees)],
    ...chargeRows(summary.charges, money),
    ["equity", money(summary.equity)],
    ["max drawdown", money(summary.maxDrawdown)],
  ];
}

/** Rounded for reading; run.json has every digit. */
function shown(amount: Money): string {
  const value = amount.toDecimal();
  const decimals = value.abs().gte(1) || value.isZero() ? 2 : 8;
  return value.toDecimalPlaces(decimals, Decimal.ROUND_HALF_EVEN).toFixed();
}

function roundSpan(ns: number): string {
  const seconds = Math.round(ns / 1e9);
  if (seconds < 120) return formatDuration(seconds * 1e9);
  return seconds < 7200 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

function synthetic(instrument: string): string {
  return instrument.startsWith("synthetic:") ? ", SYNTHETIC data" : "";
}
