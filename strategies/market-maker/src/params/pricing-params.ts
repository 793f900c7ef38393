import { bps, choice, count, distance, duration, factor, flag } from "@mexoms/core";
import type { ParamValues } from "@mexoms/core";
import { bpsUnless, perSecondUnless } from "./unless.ts";

const fairValueParams = {
  fairValue: choice(["mid", "microprice", "depth", "imbalance"], {
    default: "mid",
    doc: "price that the quotes stand around; depth and imbalance look at more than the best prices",
  }),
  fairDepth: bps({
    default: "5bps",
    min: "0.01bps",
    max: "1000bps",
    doc: "how far from the mid the book counts for depth, imbalance and a thin book: more is slower to move",
  }),
  imbalanceLevels: count({
    default: "0",
    min: "0",
    max: "1000",
    doc: "levels of each side that count for the imbalance; 0 takes those within fairDepth",
  }),
  imbalanceWindow: duration({
    default: "10m",
    min: "1s",
    doc: "an imbalance is judged by its mean and deviation over this time: shorter forgets sooner",
  }),
  imbalanceShift: distance({
    default: "0.5bps",
    doc: "how far one standard deviation of imbalance moves the fair value (imbalance only)",
  }),
  maxBookAge: duration({
    default: "10s",
    min: "1ms",
    doc: "a book without a change for longer is stale, and nothing is quoted",
  }),
  anchor: choice(["none", "basis", "lead-lag"], {
    default: "none",
    doc: "what other instruments say: their price with the usual difference, or their latest move",
  }),
  anchorWeight: factor({
    default: "1",
    min: "0",
    max: "1",
    doc: "share of the anchor in the fair value; 0 only checks against it",
  }),
  anchorHalflife: duration({
    default: "60s",
    min: "100ms",
    doc: "half-life of the usual difference to an anchor: longer trusts old differences more",
  }),
  leadWindow: duration({
    default: "1s",
    min: "10ms",
    doc: "moves of the leader and of our own book are compared over this time (lead-lag only)",
  }),
  maxAnchorAge: duration({
    default: "5s",
    min: "1ms",
    doc: "an anchor whose book has not changed for longer does not count",
  }),
  maxFromAnchor: bps({
    default: "50bps",
    min: "0bps",
    max: "1000bps",
    doc: "own book and anchor further apart than this: nothing is quoted",
  }),
};

const volatilityParams = {
  volatility: choice(
    ["ewma", "time-ewma", "realised", "two-scale", "fast-slow", "parkinson", "garman-klass"],
    { default: "ewma", doc: "estimator of the volatility, see docs/market-making.md" },
  ),
  volatilityFrom: choice(["look", "book"], {
    default: "look",
    doc: "sees the mid at each look, or at each change of the book, which costs time at every change",
  }),
  volatilityInterval: duration({
    default: "1s",
    min: "1ms",
    doc: "time between two prices that it compares, or of a bar: shorter reacts sooner, with more noise",
  }),
  volatilityHalflife: duration({
    default: "60s",
    min: "10ms",
    doc: "after this time a move counts half (ewma, time-ewma, bars, the slow one of fast-slow)",
  }),
  volatilityFastHalflife: duration({
    default: "10s",
    min: "10ms",
    doc: "half-life of the fast one of fast-slow: shorter widens sooner after a jump",
  }),
  volatilityWindow: duration({
    default: "5m",
    min: "1s",
    doc: "time that realised and two-scale look back over, at most 100,000 intervals",
  }),
  volatilityScale: count({
    default: "5",
    min: "2",
    max: "1000",
    doc: "two-scale: intervals of its slow scale; more removes more of the noise of single prices",
  }),
  volatilitySamples: count({
    default: "30",
    min: "2",
    max: "100000",
    doc: "samples that make a volatility known; until then startVolatility serves",
  }),
  startVolatility: bpsUnless("none", {
    default: "none",
    doc: "in bps per square root of a second, until one is known; none: it is waited for",
  }),
};

const spreadParams = {
  spreadModel: choice(["fixed", "volatility", "avellaneda-stoikov", "intent", "glft"], {
    default: "fixed",
    doc: "what the spread comes from; intent is avellaneda-stoikov told by intentShift",
  }),
  spread: bps({
    default: "10bps",
    min: "0bps",
    max: "1000bps",
    doc: "from the first bid to the first ask (fixed only)",
  }),
  sigmas: factor({
    default: "1",
    min: "0",
    max: "100",
    doc: "half-spread in standard deviations over horizon (volatility only): more is wider",
  }),
  horizon: duration({
    default: "10s",
    min: "1ms",
    doc: "time that inventory is held for (volatility, avellaneda-stoikov, intent): longer is wider",
  }),
  riskAversion: factor({
    default: "0.01",
    min: "0.000000001",
    max: "1000000",
    doc: "gamma, 1 / settlement currency (avellaneda-stoikov, glft): more is wider and leans more",
  }),
  intentShift: bps({
    default: "5bps",
    min: "0.001bps",
    max: "1000bps",
    doc: "half of maxInventory shifts the quotes by this (intent only)",
  }),
  fillDepth: bpsUnless("live", {
    default: "live",
    doc: "1/k: fills are e times rarer this much further from the mid; live: measured from trades",
  }),
  fillRate: perSecondUnless("live", {
    default: "live",
    doc: "A: fills a second at the mid, on one side (glft only); live: measured from trades",
  }),
  fillRange: bps({
    default: "10bps",
    min: "0.1bps",
    max: "1000bps",
    doc: "distances that A and k are fitted over: nearer fits the touch better, from fewer depths",
  }),
  fillInterval: duration({
    default: "100ms",
    min: "1ms",
    doc: "the deepest trade of each such interval is counted; never less than the time between looks",
  }),
  fillWindow: duration({
    default: "10m",
    min: "1s",
    doc: "A and k are fitted over this much time, at most 100,000 intervals",
  }),
  fillRefit: duration({
    default: "5s",
    min: "10ms",
    doc: "time between two fits of A and k; a bad fit leaves the last good one in place",
  }),
  fillFit: factor({
    default: "0.7",
    min: "0",
    max: "1",
    doc: "a fit with a lower R squared is not taken",
  }),
};

const adjustmentParams = {
  toxicity: choice(["none", "flow", "markout"], {
    default: "none",
    doc: "widen on one-sided flow, or when prices have moved against those that were filled",
  }),
  toxicityFrom: factor({
    default: "0.5",
    min: "0",
    max: "0.999",
    doc: "widening begins at this toxicity, which is between 0 and 1",
  }),
  toxicityWiden: bps({
    default: "5bps",
    min: "0bps",
    max: "1000bps",
    doc: "added to the half-spread at a toxicity of 1, in proportion below",
  }),
  toxicityHalflife: duration({
    default: "30s",
    min: "10ms",
    doc: "after this time a trade counts half for toxicity and adverse selection",
  }),
  markout: duration({
    default: "1s",
    min: "1ms",
    doc: "the mid this long after a trade tells whether it was adverse",
  }),
  thinBookWiden: bps({
    default: "0bps",
    min: "0bps",
    max: "1000bps",
    doc: "added to the half-spread with an empty book, in proportion as it is thinner than usual",
  }),
  thinBookHalflife: duration({
    default: "5m",
    min: "1s",
    doc: "half-life of the usual depth within fairDepth",
  }),
  feeFloor: flag({
    default: "true",
    doc: "the half-spread is at least maker fee + adverse selection + margin",
  }),
  adverseSelection: bpsUnless("live", {
    default: "0bps",
    doc: "expected move against a fill, part of the fee floor; live: the mean move after trades",
  }),
  margin: bps({
    default: "0bps",
    min: "0bps",
    max: "1000bps",
    doc: "least that a fill should earn, part of the fee floor",
  }),
  minSpread: bps({
    default: "0bps",
    min: "0bps",
    max: "1000bps",
    doc: "never quote closer than this, from the first bid to the first ask",
  }),
  maxSpread: bps({
    default: "1000bps",
    min: "0bps",
    max: "1000bps",
    doc: "never quote wider than this, even below the fee floor",
  }),
};

/** Parameters of fair value, volatility and spread. */
export const pricingParams = {
  ...fairValueParams,
  ...volatilityParams,
  ...spreadParams,
  ...adjustmentParams,
};

/** What pricing reads: its own parameters, and two of the strategy's. */
export type PricingValues = ParamValues<typeof pricingParams> & {
  /** Lots of one quote: inventory is counted in these by the models of the literature. */
  readonly size: number;
  /** Lots, the most that may be held. */
  readonly maxInventory: number;
};
