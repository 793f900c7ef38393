import { fail } from "@mexoms/core/internal";

/** How the page names a figure, and in a line how it is computed and read. */
export type Term = readonly [name: string, meaning: string];

export interface TermGroup {
  readonly title: string;
  readonly terms: Readonly<Record<string, Term>>;
}

const PROFIT = {
  equityChange: [
    "P&L after fees",
    "Change of equity over the run, after all fees. The parts of the attribution sum to it, to the last unit.",
  ],
  hold: ["Hold", "Profit of holding the mean position from the first to the last price."],
  overHold: ["Against holding", "P&L after fees, less the profit of holding the mean position."],
  spreadCapture: [
    "Spread capture",
    "Maker fills: side * (mid at the fill - price) * size. What quoting earned at the moment of the fills.",
  ],
  adverseSelection: [
    "Adverse selection",
    "Every fill: side * (mid a fixed time later - mid at the fill) * size. Negative: the price moved against us right after fills.",
  ],
  inventory: [
    "Inventory",
    "Every fill: side * (mid at the end - mid after the time of adverse selection) * size. What holding the position gave: drift, not skill in quoting.",
  ],
  hedgeSlippage: [
    "Hedge slippage",
    "Taker fills: side * (mid at the fill - price) * size. What crossing the spread cost.",
  ],
  fees: ["Fees", "Trading fees and rebates of the venue. Negative is paid."],
  funding: ["Funding", "Funding payments of perpetuals. Negative is paid."],
  other: ["Other", "Interest, liquidation fees and payments of insurance. Negative is paid."],
  residual: ["Residual", "P&L less all other parts: zero, or roundings of inverse contracts."],
  captureBps: ["Capture of turnover", "Spread captured by maker fills over their turnover."],
} as const;

const RISK = {
  sharpe: [
    "Sharpe ratio",
    "Mean over standard deviation of the returns of equal intervals; a return is a part of the capital. Not annualised.",
  ],
  sharpeAnnual: [
    "Sharpe, annualised",
    "Sharpe ratio * sqrt(intervals in 365 days). Over a short run it says little.",
  ],
  sortino: ["Sortino ratio", "Mean return over the deviation of the negative returns alone."],
  interval: ["Interval of returns", "Length of the intervals whose returns are compared."],
  intervals: ["Intervals", "How many returns the ratios stand on. Below 30 they say little."],
  capital: ["Capital", "What returns are a part of: the largest value at risk in the run."],
  maxDrawdown: ["Max drawdown", "Largest fall of equity from a peak before it."],
  drawdown: ["Length of drawdown", "From that peak to its recovery, or to the end."],
  cvar95: ["CVaR 95 %", "Mean profit of the worst 5 % of the intervals."],
  worstHour: ["Worst hour", "Smallest change of equity over an hour of the clock."],
  worstDay: ["Worst day", "Smallest change of equity over a day, UTC."],
} as const;

const FILLS = {
  fills: ["Fills", "Executions of own orders, whole or in part."],
  orders: ["Orders", "Orders that were sent."],
  fillRatio: ["Fill ratio", "Filled size over quoted size of all orders."],
  quotedQty: ["Quoted", "Size of all orders together."],
  filledQty: ["Filled", "Size of all fills together."],
  fillsPerHour: ["Fills an hour", "Fills over the length of the run."],
  timeToFill: ["Time to fill", "From an order's acceptance to its fill."],
  partials: ["Partial fills", "Orders that were filled in part and then ended."],
  makerShare: ["Maker share", "Part of the filled size that made liquidity."],
  postOnlyRejects: ["Post-only rejects", "Orders refused because they would have taken liquidity."],
  rejects: ["Rejects", "All orders that were refused, for any reason."],
  missed: [
    "Missed fills",
    "Trades went through a price that we had quoted just before, or were about to quote again.",
  ],
  missedQty: ["Missed size", "Size of those trades, up to what we had quoted."],
  requote: ["Window of missed", "How long before a trade a quote counts as just gone."],
} as const;

const MARKOUTS = {
  markout: [
    "Markout",
    "side * (mid a time after the fill - price) over the price, weighted by volume. Above zero: the fill still pays after that time.",
  ],
  band: ["95 % band", "Mean -+ 1.96 standard errors. None below two fills."],
  toxic: ["Toxic", "Share of fills whose markout after a second is below zero."],
  groupFills: ["Fills of a group", "Fills that have this in common."],
  liquidity: ["Liquidity", "Whether the fill made or took liquidity."],
  level: ["Level", "Which of our own quotes on a side, counted from the best."],
  queueAtEntry: ["Queue at entry", "Share of the level ahead of the order on arrival."],
  orderAge: ["Order age", "Time from the order's acceptance to the fill."],
  imbalance: ["Imbalance", "Size at the best bid against the best ask before the fill."],
  takerSize: ["Taker size", "Size of the trade that filled the order."],
  volatility: ["Volatility", "How much the price moved before the fill."],
} as const;

const QUEUE = {
  shareAtEntry: [
    "Ahead at entry",
    "Size ahead on arrival over the size of the level with us, mean over resting orders. 0 % is first, 100 % is last.",
  ],
  shareAtFill: [
    "Ahead at fill",
    "Size ahead when filled over that on arrival, mean over maker fills.",
  ],
  reachedFront: ["Reached the front", "Resting orders with nothing left ahead of them."],
  lostToCancel: [
    "Place given up",
    "Orders cancelled with part of the queue ahead of them gone already.",
  ],
  amendShare: ["Amend share", "Part of all changes of quotes that were amends."],
} as const;

const PRESENCE = {
  twoSided: ["Two-sided", "Share of the run's time with orders resting on both sides."],
  oneSided: ["One-sided", "Share of the time with orders on one side only."],
  atTouch: ["At touch", "Share of the time with an order at the best price of the market."],
  within: ["Both sides within", "Share of the time with both sides this near to the mid."],
  quotedSpreadBps: ["Quoted spread", "Mean over the two-sided time, of the mid."],
  marketSpreadBps: ["Market spread", "Mean over the two-sided time, of the mid."],
  quotedSize: ["Mean open size", "Mean size resting on the side over the whole run."],
} as const;

const INVENTORY = {
  meanAbsQty: ["Mean position", "Mean over time of the position without its sign."],
  maxAbsQty: ["Largest position", "Largest position without its sign."],
  atMax: ["Time at max", "Share of time at nine tenths of the largest position or beyond."],
  halfLife: [
    "Half-life",
    "How long inventory takes to halve, from its autocorrelation at the interval below.",
  ],
  inventoryInterval: ["Sampled each", "Interval of the autocorrelation."],
  turnsPerDay: ["Turns a day", "Turnover over the mean value held, in a day of this trading."],
  rebalancingCost: [
    "Cost of rebalancing",
    "Paid by taker fills that reduced the position: half-spread and fees.",
  ],
} as const;

const MESSAGES = {
  submits: ["Submits", "Requests for new orders."],
  cancels: ["Cancels", "Requests to cancel."],
  amends: ["Amends", "Requests to change an order."],
  perSecond: ["Messages a second", "All requests over the length of the run."],
  peakPerSecond: ["Peak second", "Most requests within a second."],
  orderToTrade: ["Order to trade", "Requests for each fill."],
  rates: ["Of a rate limit", "Largest part of the venue's limit used within its window."],
  ends: ["Why orders ended", "Last state of the orders, with the strategy's reason if given."],
} as const;

const CAPACITY = {
  capacity: ["P&L by size", "Fills of one size: what is left of the profit after fees."],
  fillSize: ["Size of fill", "From this size up to the next."],
} as const;

const LATENCY = {
  tickToIntent: [
    "Tick to intent",
    "From the market's row that woke the strategy to its request. Zero in a backtest.",
  ],
  intentToVenue: ["Intent to venue", "From a request to its arrival at the venue."],
  ack: ["Acknowledged", "From the request for an order to the venue's answer."],
  cancelAck: ["Cancel acknowledged", "From the request to cancel to the venue's answer."],
  profitByAck: [
    "P&L by round trip",
    "Profit of fills, marked as for adverse selection, by the round trip of their orders.",
  ],
  quantile: ["Quantiles", "p50 is the median; 90 (99) of 100 were as fast as p90 (p99) or faster."],
} as const;

const ARBITRAGE = {
  detected: ["Detected", "Opportunities found."],
  gated: ["Not taken", "Opportunities that a gate held back, by gate."],
  taken: ["Taken", "Opportunities on which orders were sent."],
  bothFilled: ["Both filled", "Taken, and every leg was filled."],
  oneLegged: ["One-legged", "Taken, and only a part of the legs was filled."],
  missedDeals: ["Missed", "Taken, and nothing was filled."],
  expected: ["Expected", "Profit net of fees, as decided."],
  realised: ["Realised", "Profit net of fees, as it came."],
  residualCost: ["Residual cost", "Lost on what had to be hedged again or unwound."],
  edgeLife: ["Life of edges", "How long an opportunity lasted once it was found."],
  drift: ["Drift", "Position at the end, less that at the start."],
} as const;

/** Everything that the page explains, in the order of its glossary. */
export const TERM_GROUPS: readonly TermGroup[] = [
  { title: "Profit", terms: PROFIT },
  { title: "Risk", terms: RISK },
  { title: "Fills", terms: FILLS },
  { title: "Markouts", terms: MARKOUTS },
  { title: "Queue", terms: QUEUE },
  { title: "Presence", terms: PRESENCE },
  { title: "Inventory", terms: INVENTORY },
  { title: "Messages", terms: MESSAGES },
  { title: "Capacity", terms: CAPACITY },
  { title: "Latency", terms: LATENCY },
  { title: "Arbitrage", terms: ARBITRAGE },
];

export type TermKey =
  | keyof typeof PROFIT
  | keyof typeof RISK
  | keyof typeof FILLS
  | keyof typeof MARKOUTS
  | keyof typeof QUEUE
  | keyof typeof PRESENCE
  | keyof typeof INVENTORY
  | keyof typeof MESSAGES
  | keyof typeof CAPACITY
  | keyof typeof LATENCY
  | keyof typeof ARBITRAGE;

export function termName(key: TermKey): string {
  const group = TERM_GROUPS.find(({ terms }) => Object.hasOwn(terms, key));
  return group?.terms[key]?.[0] ?? fail(`the glossary has no ${key}`);
}
