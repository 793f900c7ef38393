export type { Tape, TapeSource } from "./tape/tape.ts";
export type * from "./result/result.ts";
export { generateMarkets } from "./generator/generator.ts";
export type { GeneratedMarket } from "./generator/generator.ts";
export type * from "./generator/config.ts";
export { sampleMarkets } from "./generator/sample-markets.ts";
