import { bps, choice, count, duration, factor, instrument, quantity } from "@mexoms/core";
import { holding } from "./holding-param.ts";

const SHARE = { min: "1%", max: "100%" } as const;
const BUDGET = { min: "0bps", max: "1000bps" } as const;

/** Parameters of the inventory manager. */
export const inventoryParams = {
  maxInventory: quantity({
    default: "1BTC",
    doc: "most that is held long or short, open quotes included",
  }),
  target: holding({
    default: "start",
    doc: "inventory to come back to: start (what it had), a size such as -0.2BTC, or a share of the capital such as 50%",
  }),
  inventoryRange: bps({
    default: "100%",
    ...SHARE,
    doc: "part of maxInventory off the target at which skews are full",
  }),
  skew: bps({
    default: "5bps",
    min: "0bps",
    max: "1000bps",
    doc: "how far all quotes move against a full inventory",
  }),
  sizeSkew: choice(["none", "linear", "exponential"], {
    default: "none",
    doc: "sizes against inventory: linear takes from one side what it gives the other, exponential only shrinks the loading side",
  }),
  sizeDecay: factor({
    default: "1",
    min: "0",
    max: "20",
    doc: "of sizeSkew=exponential: the loading side has e to the minus this at a full inventory",
  }),
  rebalance: choice(["skew", "join", "chase", "slice", "hedge"], {
    default: "skew",
    doc: "last step that may be taken to get rid of inventory; slice and hedge take",
  }),
  joinAt: bps({
    default: "60%",
    ...SHARE,
    doc: "inventory at which the reducing side joins the touch",
  }),
  chaseAt: bps({
    default: "75%",
    ...SHARE,
    doc: "inventory at which it moves into the spread and the other side stops",
  }),
  sliceAt: bps({ default: "90%", ...SHARE, doc: "inventory at which slices of it are taken off" }),
  hedgeAt: bps({ default: "95%", ...SHARE, doc: "inventory at which the rest is hedged" }),
  rebalanceBack: bps({
    default: "10%",
    min: "0%",
    max: "100%",
    doc: "how far the inventory must come back under a step's share for the step to end",
  }),
  joinBudget: bps({ default: "2bps", ...BUDGET, doc: "most that joining may cost in a window" }),
  chaseBudget: bps({ default: "5bps", ...BUDGET, doc: "most that chasing may cost in a window" }),
  sliceBudget: bps({ default: "10bps", ...BUDGET, doc: "most that slices may cost in a window" }),
  hedgeBudget: bps({ default: "10bps", ...BUDGET, doc: "most that hedging may cost in a window" }),
  rebalanceWindow: duration({
    default: "10m",
    min: "1s",
    doc: "window of the budgets, which are in bps of the value of the range",
  }),
  chaseEvery: duration({
    default: "500ms",
    min: "1ms",
    doc: "a chasing quote that is not filled moves one tick further after this",
  }),
  slices: count({
    default: "5",
    min: "1",
    max: "1000",
    doc: "orders that the excess is taken off in",
  }),
  rebalanceEvery: duration({
    default: "1s",
    min: "1ms",
    doc: "time between slices, and between hedges",
  }),
  rebalanceWorst: bps({
    default: "5bps",
    min: "0bps",
    max: "1000bps",
    doc: "worst price of slices and hedges, from the fair value and from the middle of the hedge's book",
  }),
  hedge: instrument({
    optional: true,
    doc: "where the last step hedges, such as the perpetual of the same coin",
  }),
};
