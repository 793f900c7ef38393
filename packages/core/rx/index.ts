export { streams } from "./streams.ts";
export type { Streams } from "./streams.ts";
