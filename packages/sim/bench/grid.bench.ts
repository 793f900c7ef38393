import { goldenCase } from "./golden-case.ts";

export const grid = goldenCase("grid-power3-10ms", "5+5 quotes every 100 ms", {});
