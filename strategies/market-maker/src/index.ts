export { marketMaker, marketMaker as default } from "./market-maker.ts";
export { quoteLadder } from "./quote-ladder.ts";
export type { LadderInputs } from "./quote-ladder.ts";
export type { Look } from "./pipeline/look.ts";
