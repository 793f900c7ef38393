import { choice, count, distance, factor, quantity } from "@mexoms/core";
import { priceLimit } from "./price-param.ts";

/** Parameters of the quote generator. */
export const quoteParams = {
  size: quantity({ default: "0.1BTC", doc: "of the first quote on each side" }),
  levels: count({ default: "3", min: "1", max: "50", doc: "quotes on each side" }),
  levelStep: distance({ default: "2bps", doc: "from the first level to the second" }),
  levelSpacing: choice(["linear", "geometric"], {
    default: "linear",
    doc: "steps between further levels: all alike, or each levelGrowth times the one before",
  }),
  levelGrowth: factor({
    default: "1.5",
    min: "1",
    max: "10",
    doc: "of levelSpacing=geometric: each step to the one before",
  }),
  sizes: choice(["linear", "geometric", "depth"], {
    default: "linear",
    doc: "of further levels: growing by the same amount, by the same factor, or like what others have there",
  }),
  sizeGrowth: factor({
    default: "1",
    min: "0.1",
    max: "10",
    doc: "size of the second level to the first; 1 makes all alike",
  }),
  depthAhead: factor({
    default: "0",
    min: "0",
    max: "100000",
    doc: "stand one tick ahead of the level where others add up to this many times size, if that is further out; 0 is off",
  }),
  dust: factor({
    default: "0",
    min: "0",
    max: "1000",
    doc: "levels of others with less than this many times size count for nothing",
  }),
  compete: choice(["none", "join", "improve"], {
    default: "none",
    doc: "first quote at the best price of others, or before it, but never inside the minimum spread",
  }),
  improveTicks: count({
    default: "1",
    min: "1",
    max: "1000",
    doc: "of compete=improve: ticks before the best price of others",
  }),
  priceFloor: priceLimit({ doc: "nothing is sold below this price" }),
  priceCeiling: priceLimit({ doc: "nothing is bought above this price" }),
};
