import { goldenCase } from "./golden-case.ts";

export const replay = goldenCase("replay", "books of both sides, a look every 100 ms, no orders", {
  trade: false,
});
