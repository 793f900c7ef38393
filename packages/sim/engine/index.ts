export type { Tape, TapeSource } from "./tape/tape.ts";
export type * from "./result/result.ts";
