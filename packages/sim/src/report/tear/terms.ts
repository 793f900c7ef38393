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
  hold: [
    "Hold",
    "Profit of holding each instrument's mean position from its first to its last mid.",
  ],
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
    "Mean return of equal intervals over its standard deviation; a return is a part of the capital. Not annualised; none below 30 intervals.",
  ],
  sharpeAnnual: [
    "Sharpe, annualised",
    "Sharpe ratio * sqrt(intervals in 365 days); none in a run of less than 7 days.",
  ],
  sortino: [
    "Sortino ratio",
    "Mean return over the root of the mean square of the returns below zero; the others count as zero.",
  ],
  interval: ["Interval of returns", "Length of the intervals whose returns are compared."],
  intervals: ["Intervals", "Whole intervals of the run: how many returns the ratios stand on."],
  capital: [
    "Capital",
    "What returns are a part of: the largest value of each instrument's position, summed.",
  ],
  maxDrawdown: [
    "Max drawdown",
    "Largest fall of equity from a peak, over the run's samples and the zero at its start.",
  ],
  drawdown: [
    "Length of drawdown",
    "Of the largest fall: from when equity was last at the peak to when it was there again, or to the end.",
  ],
  cvar95: ["CVaR 95 %", "Mean of the worst 5 % of the returns, as a part of the capital."],
  worstHour: ["Worst hour", "Smallest profit of a whole hour, counted from the start of the run."],
  worstDay: ["Worst day", "Smallest profit of a whole day, counted from the start of the run."],
} as const;

const FILLS = {
  fills: ["Fills", "Executions of own orders, whole or in part."],
  orders: ["Orders", "Orders that were sent."],
  fillRatio: ["Fill ratio", "Filled size over quoted size."],
  quotedQty: ["Quoted", "Size of all orders that were not rejected, as last amended."],
  filledQty: ["Filled", "Size of all fills together."],
  fillsPerHour: ["Fills an hour", "Fills over the length of the run."],
  timeToFill: ["Time to fill", "From an order's arrival in the book to its first maker fill."],
  partials: ["Partial fills", "Orders that were filled in part and then ended."],
  makerShare: ["Maker share", "Part of the filled size that made liquidity."],
  postOnlyRejects: ["Post-only rejects", "Orders refused because they would have taken liquidity."],
  rejects: ["Other rejects", "Orders refused for any other reason."],
  missed: [
    "Missed fills",
    "Trades went through the price of an order taken away shortly before, with no own order as good in its place.",
  ],
  missedQty: ["Missed size", "Size of those fills that did not come."],
  requote: ["Window of missed", "How long before a trade an order counts as just taken away."],
} as const;

const MARKOUTS = {
  markout: [
    "Markout",
    "side * (mid a time after the fill - price) over the price, weighted by volume. Above zero: the fill still pays after that time.",
  ],
  band: [
    "95 % band",
    "Mean -+ 1.96 standard errors; none below two fills. It takes fills to be independent, and those of one burst are not: rather too narrow than too wide.",
  ],
  toxic: [
    "Toxic",
    "Share of the fills whose mid, at the time of adverse selection, is worse for us than their price.",
  ],
  groupFills: ["Fills of a group", "Fills that have this in common."],
  groupCapture: [
    "Capture of a group",
    "side * (mid at the fill - price) * size of all of its fills, takers too.",
  ],
  liquidity: ["Liquidity", "Whether the fill made or took liquidity."],
  level: [
    "Level",
    "Makers by the place of their price among the own ones of the side; 1 is nearest to the market.",
  ],
  queueAtEntry: [
    "Queue at entry",
    "Size ahead of the order on arrival over the size of the level with it, in quarters.",
  ],
  orderAge: ["Order age", "Time from the order's acceptance to the fill."],
  imbalance: [
    "Imbalance",
    "Size at our side of the market's best prices less the other, over both. With us: more rests on our side.",
  ],
  takerSize: ["Taker size", "All that takers traded at once over the size of the order."],
  volatility: [
    "Volatility",
    "Thirds of the run's time by the root mean square of the last 60 one-second returns. Not in runs of less than two minutes.",
  ],
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
  reachedFront: [
    "Reached the front",
    "Resting orders that nothing was ahead of when they were filled or taken away.",
  ],
  lostToCancel: [
    "Place given up",
    "Orders that we took from their place (cancel, amend) when part of the queue ahead was gone already.",
  ],
  amendShare: ["Amend share", "Amends of all amends and cancels that were sent."],
} as const;

const PRESENCE = {
  twoSided: ["Two-sided", "Share of the run's time with orders resting on both sides."],
  oneSided: ["One-sided", "Share of the time with orders on one side only."],
  atTouch: [
    "At touch",
    "Share of the time with an order at the best price of the others, or better.",
  ],
  within: ["Both sides within", "Share of the time with both sides this near to the mid."],
  quotedSpreadBps: [
    "Quoted spread",
    "Own best ask less own best bid, of the mid; mean over the two-sided time.",
  ],
  marketSpreadBps: [
    "Market spread",
    "The market's best ask less its best bid, of the mid; mean over the same time.",
  ],
  quotedSize: ["Mean open size", "Mean size resting on the side over the whole run."],
} as const;

const INVENTORY = {
  meanAbsQty: ["Mean position", "Mean over time of the position without its sign."],
  maxAbsQty: ["Largest position", "Largest position without its sign."],
  atMax: ["Time at max", "Share of time at nine tenths of the largest position or beyond."],
  halfLife: [
    "Half-life",
    "How long inventory takes to halve, from its autocorrelation at an interval; none below 30 intervals and where it does not fall.",
  ],
  inventoryInterval: ["Its interval", "Interval of the autocorrelation behind the half-life."],
  turnsPerDay: ["Turns a day", "Volume over the mean size held, in a day of this trading."],
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
  rates: [
    "Of a rate limit",
    "Largest part of the venue's limit used within its window; above 100 % the venue refused.",
  ],
  ends: ["How orders ended", "Their last state, with the venue's reason where it gave one."],
} as const;

const CAPACITY = {
  capacity: [
    "P&L by size",
    "Up to four groups of about as many fills each: profit marked at the time of adverse selection, less fees, of turnover.",
  ],
  fillSize: ["Size of fill", "From this size up to the next."],
} as const;

const LATENCY = {
  tickToIntent: [
    "Tick to intent",
    "From the row that woke the strategy to its request; a backtest has none, there it takes no time.",
  ],
  intentToVenue: ["Intent to venue", "From a submission to the venue's handling of it."],
  ack: ["Acknowledged", "From a submission to the venue's first answer in our hands."],
  cancelAck: ["Cancel acknowledged", "From a cancel to its answer."],
  profitByAck: [
    "P&L by round trip",
    "Profit of fills before fees, marked at the time of adverse selection, by how long their orders took to be acknowledged.",
  ],
  quantile: ["Quantiles", "p50 is the median; 90 (99) of 100 were as fast as p90 (p99) or faster."],
} as const;

const ARBITRAGE = {
  detected: ["Detected", "Opportunities found."],
  gated: ["Not taken", "Opportunities that a gate held back, by gate."],
  taken: ["Taken", "Opportunities that became deals."],
  bothFilled: ["Both filled", "Begun, and the first orders filled every leg alike."],
  oneLegged: [
    "One-legged",
    "Begun, and the first orders left a residual, which was hedged again, unwound or held.",
  ],
  missedDeals: ["Missed", "Begun, and nothing was filled."],
  deals: ["Deals", "All that were begun: of opportunities, filled quotes, dust and late fills."],
  openMarks: [
    "Still open",
    "What the equity changed beyond what was realised: positions kept and dust, at the last prices.",
  ],
  nearest: [
    "Nearest edges",
    "The best that pairs gave before fees, what fees take of it, what is needed, and what was missing.",
  ],
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
