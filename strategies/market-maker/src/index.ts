export { marketMaker } from "./market-maker.ts";
export { quoteLadder } from "./quote-ladder.ts";
export type { LadderInputs } from "./quote-ladder.ts";
