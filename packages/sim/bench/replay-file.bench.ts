import { goldenCase } from "./golden-case.ts";

export const replayFile = goldenCase(
  "replay-file",
  "as replay, from a file opened anew: every block is read and checked",
  { trade: false },
  "file",
);
