export { barsDataFrame, toDataFrame } from "./to-data-frame.ts";
export type { BarsOptions } from "./to-data-frame.ts";
export { numbersOf, rowsWith, textsOf } from "./column-values.ts";
