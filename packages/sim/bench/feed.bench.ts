import { goldenCase } from "./golden-case.ts";

export const feed = goldenCase("touch-power3-2ms-feed", "woken by every feed row, 1+1 quotes", {
  mode: "feed",
  dt: 1000e6,
  grid: 1,
  half: 0,
  levels: 1,
  entry: 2e6,
  resp: 2e6,
});
