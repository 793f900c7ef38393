import { goldenCase } from "./golden-case.ts";

export const dense = goldenCase("dense-power3-2ms", "20+20 quotes at every tick, 100 ms", {
  grid: 1,
  half: 0,
  skew: 0,
  levels: 20,
  max_inv: 1e6,
  entry: 2e6,
  resp: 2e6,
});
