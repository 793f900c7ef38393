import { fail } from "../errors.ts";

/** One reason for which risk denies an order or a request. Codes are stable: none is ever reused. */
export interface RiskCode {
  readonly code: string;
  readonly name: string;
  /** What was found. */
  readonly means: string;
  /** What to do about it. */
  readonly todo: string;
}

function row(code: string, name: string, means: string, todo: string): RiskCode {
  return { code, name, means, todo };
}

/** Every code, in order. The table of docs/risk.md is made of it. */
export const RISK_CODES: readonly RiskCode[] = [
  row(
    "R101",
    "price off the tick",
    "The price is no whole number of ticks above zero.",
    "Round outward: bids down, asks up.",
  ),
  row(
    "R102",
    "size below the minimum",
    "The size is no whole number of lots, or below the instrument's minimum.",
    "Send more, or nothing.",
  ),
  row(
    "R103",
    "size above the maximum",
    "The size is above what the venue takes in one order.",
    "Split the order.",
  ),
  row(
    "R104",
    "below the minimum notional",
    "Price times size is below the venue's minimum.",
    "Send more, or nothing.",
  ),
  row(
    "R105",
    "terms that do not go together",
    "Type, time in force, trigger, expiry or display size contradict each other.",
    "The reason names the field.",
  ),
  row(
    "R106",
    "no account trades it",
    "No account of the run trades the instrument.",
    "Add the instrument to an account's `trades`.",
  ),
  row(
    "R201",
    "order notional",
    "The order is worth more than `orderNotional`.",
    "Send a smaller order.",
  ),
  row("R202", "order quantity", "The order is larger than `orderQty`.", "Send a smaller order."),
  row(
    "R203",
    "worst-case exposure",
    "Position, open orders, requests under way and this order together could be worth more than `position`.",
    "Wait for cancels to be answered, or send what reduces.",
  ),
  row(
    "R204",
    "worst-case net exposure",
    "As R203, longs against shorts: more than `netPosition`.",
    "Send what brings the two sides together.",
  ),
  row(
    "R205",
    "worst-case quantity",
    "Position and everything that may still fill on this side are more than `positionQty`.",
    "Wait for cancels to be answered, or send what reduces.",
  ),
  row(
    "R206",
    "worst-case net quantity of an asset",
    "Longs against shorts in all instruments with this base currency could come to more than `netQty`.",
    "Hedge first, or wait for cancels to be answered.",
  ),
  row(
    "R301",
    "away from the middle",
    "The price is further from the middle of the book than `priceCollar`.",
    "Check the price's unit; reprice.",
  ),
  row(
    "R302",
    "away from the last trade",
    "The price is further from the last trade than `tradeCollar`.",
    "Check the price's unit; reprice.",
  ),
  row(
    "R303",
    "share of the visible depth",
    "The size is more than the share of what the other side shows, `depthShare`.",
    "Send less at once.",
  ),
  row(
    "R304",
    "share of the daily volume",
    "The size is more than the share of `dailyVolume` that `volumeShare` allows.",
    "Send less at once.",
  ),
  row(
    "R305",
    "through the touch",
    "An order that is to rest is priced through the other side's best by more than `crossing`.",
    "Reprice it, send it as ioc, or say `crossing: true` if it is meant.",
  ),
  row(
    "R306",
    "duplicate",
    "The same side, price and size was sent to the same account within `duplicateWithin`.",
    "Look for a loop that does not see its own orders.",
  ),
  row(
    "R307",
    "would meet an own order",
    "It could trade with an own order of any account at the same venue.",
    "Cancel the other one first.",
  ),
  row("R401", "order rate", "More orders and amends than `orderRate`.", "Send less often."),
  row(
    "R402",
    "cancel rate",
    "More cancels than `cancelRate`. Ask again later: the order is still there.",
    "Widen the tolerance of quotes; raise the limit if the venue's is higher.",
  ),
  row(
    "R403",
    "message rate",
    "More messages than `messageRate`; of orders and amends, more than what is not kept for cancels.",
    "Send less often.",
  ),
  row(
    "R404",
    "order-to-trade ratio",
    "More messages a fill than `orderToTrade`, since the last reset.",
    "Move quotes less often.",
  ),
  row(
    "R405",
    "rejects in a row",
    "The venue rejected `rejectsInARow` orders one after the other; new ones wait.",
    "Read the reasons of the rejects before it goes on.",
  ),
  row("R501", "old book", "Nothing came for the book in the last `bookAge`.", "Check the feed."),
  row(
    "R502",
    "gap in the feed",
    "Data is missing and no snapshot has come since.",
    "Wait for the snapshot.",
  ),
  row(
    "R503",
    "no two-sided book",
    "A limit needs the book's prices, and a side is empty.",
    "Wait for the book.",
  ),
  row(
    "R504",
    "exposure without a price",
    "An exposure cannot be valued: its instrument never had a two-sided book, or a rate is missing.",
    "Wait for the books of all instruments that are traded or count a currency.",
  ),
  row(
    "R505",
    "profit not known",
    "Loss limits are set and profit cannot be computed: only what reduces passes.",
    "Check the feeds of instruments with a position.",
  ),
  row(
    "R506",
    "no trade seen",
    "`tradeCollar` needs a last trade, and none was seen.",
    "Wait for one, or use `priceCollar`.",
  ),
  row(
    "R601",
    "reduce-only",
    "A loss is near its limit: only orders pass that cannot bring the position past zero, even if all others fill.",
    "Reduce, or wait until the loss falls below the highest warning.",
  ),
  row(
    "R602",
    "halted",
    "A loss has reached its limit. Everything open is being canceled.",
    "A named person looks at it and calls `rearm`.",
  ),
  row(
    "R603",
    "earlier amend unresolved",
    "It is not known whether an earlier amend of the order took effect.",
    "Cancel the order and send a new one.",
  ),
  row(
    "R701",
    "balance below its floor",
    "The account holds less than its `minBalance`: only what reduces passes.",
    "Fund the account.",
  ),
  row(
    "R702",
    "balance above its ceiling",
    "The account holds more than its `maxBalance`: only what reduces passes.",
    "Move the surplus to the main account.",
  ),
  row(
    "R703",
    "margin use",
    "Maintenance margin is more than `marginUse` of the account's equity, or that is not known: only what reduces passes.",
    "Reduce, or fund the account.",
  ),
  row(
    "R704",
    "near liquidation",
    "The price is nearer than `liquidationDistance` to where a position of the account would be liquidated, or not known: only what reduces passes.",
    "Reduce that position, or fund the account.",
  ),
  row(
    "R705",
    "borrowed",
    "The account owes `borrowed` or more, or it is not known: only what reduces passes.",
    "Reduce, so that the debt is repaid.",
  ),
  row(
    "R706",
    "funding paid",
    "The account has paid more funding since the last reset than `fundingPaid`: only what reduces passes.",
    "Reduce, or wait for the reset.",
  ),
];

const NUMBERS: ReadonlyMap<string, number> = new Map(
  RISK_CODES.map(({ code }, index) => [code, index + 1] as const),
);

/** Number of a code, from 1; 0 stands for "passes". */
export function codeNumber(code: string): number {
  return NUMBERS.get(code) ?? fail(`${code} is no code of risk`);
}

/** The code of a reason of the filters, by its text. */
export function filterCode(reason: string): string {
  if (reason.startsWith("price is not")) return "R101";
  if (reason.startsWith("size below")) return "R102";
  if (reason.startsWith("size above")) return "R103";
  if (reason.startsWith("value below")) return "R104";
  return reason === "no account trades it" ? "R106" : "R105";
}
