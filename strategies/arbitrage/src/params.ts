import { amount, bps, choice, duration, factor, instruments } from "@mexoms/core";
import { detectorParams } from "./detector/detector-params.ts";

/** Two deals of this worth fit under the limits below. */
const maxValue: typeof detectorParams.maxValue = {
  ...detectorParams.maxValue,
  default: "5000USDT",
};

/** Parameters of the arbitrage strategy: what to look for, how to do it, and how much of it. */
export const params = {
  instruments: instruments({ doc: "what is traded: ids with commas between, or all of the run" }),
  mode: choice(["take", "make", "both"], {
    default: "take",
    doc: "take what the detector finds, make quotes that are hedged elsewhere, or both",
  }),
  ...detectorParams,
  maxValue,
  maxPosition: amount({
    default: "10000USDT",
    doc: "most that trading may move each market away from where it started",
  }),
  maxResidual: amount({
    default: "10000USDT",
    doc: "most that may be unbalanced, whatever becomes of the orders that are out",
  }),
  first: choice(["both", "thinner"], {
    default: "both",
    doc: "send all legs at once, or the one with less in its book first and the others by its fill",
  }),
  legLatency: duration({
    default: "5ms",
    max: "10s",
    doc: "from a decision to the slowest venue, for the reserve against one leg alone; three times it with first=thinner",
  }),
  rehedge: bps({
    default: "10bps",
    min: "0bps",
    max: "500bps",
    doc: "how much worse than its limit a missing leg may be done, there or at another venue",
  }),
  unwind: bps({
    default: "50bps",
    min: "0bps",
    max: "2000bps",
    doc: "how much worse than its limit a filled leg may be taken back",
  }),
  stageTime: duration({
    default: "250ms",
    min: "1ms",
    max: "1h",
    doc: "time for each step of clearing a residual: hedge again, other venue, unwind",
  }),
  answerTime: duration({
    default: "1s",
    min: "1ms",
    max: "1h",
    doc: "an order without an answer for so long is unknown, and is asked about this often",
  }),
  lateTime: duration({
    default: "250ms",
    min: "0ms",
    max: "1h",
    doc: "how long fills may still be told of an order that has ended",
  }),
  unknownTime: duration({
    default: "10s",
    min: "1ms",
    max: "1d",
    doc: "an order that stays unknown for so long is an alarm, and its deal is held",
  }),
  heldTime: duration({
    default: "1m",
    min: "1ms",
    max: "7d",
    doc: "how long a residual that could not be cleared is held before it is tried again",
  }),
  shadowPrice: bps({
    default: "0bps",
    min: "0bps",
    max: "100bps",
    doc: "what moving a market from its start to its limit costs an edge; moving back earns it",
  }),
  makers: instruments({
    default: "none",
    doc: "what is quoted in modes make and both; none: the first instrument of each symbol",
  }),
  quoteValue: amount({ default: "1000USDT", doc: "of each quote" }),
  makeProfit: bps({
    default: "10bps",
    min: "-100bps",
    max: "1000bps",
    doc: "what a quote earns after all fees if it is hedged at the prices seen",
  }),
  keepProfit: bps({
    default: "5bps",
    min: "-100bps",
    max: "1000bps",
    doc: "a quote that would earn less than this is canceled at once",
  }),
  improveAfter: duration({
    default: "500ms",
    min: "0ms",
    max: "1h",
    doc: "a quote is replaced by a better one only after so long",
  }),
  improveBy: bps({
    default: "1bps",
    min: "0bps",
    max: "100bps",
    doc: "and only if its price is off by more than this",
  }),
  takerShare: factor({
    default: "0.25",
    min: "0.001",
    max: "1",
    doc: "largest part of what the hedging book shows that a quote may be",
  }),
  quoteEvery: duration({
    default: "100ms",
    min: "1ms",
    max: "1h",
    doc: "time between looks at the quotes; danger is looked at with each book change",
  }),
};
