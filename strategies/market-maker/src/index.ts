export { marketMaker, marketMaker as default } from "./market-maker.ts";
export { sizeSkew } from "./inventory/size-skew.ts";
export type { SizeSkewInputs } from "./inventory/size-skew.ts";
export type { Look } from "./pipeline/look.ts";
