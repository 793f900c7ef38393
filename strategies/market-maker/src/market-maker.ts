import { defineStrategy } from "@mexoms/core";
import { Maker } from "./maker.ts";
import { params } from "./params.ts";

/**
 * A two-sided market maker: quotes in levels around a fair value, leaning against its inventory,
 * within a hard limit on what it may come to hold.
 */
export const marketMaker = defineStrategy({
  name: "market-maker",
  params,
  start: (ctx, values) => new Maker(ctx, values).handlers(),
});
