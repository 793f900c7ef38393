import type { RulePicture } from "../draw/picture.ts";
import { bookCrossed, queueReached, tradedThrough } from "./resting.ts";

/** The pictures of all rules, in the order of docs/simulation.md. */
export const RULE_PICTURES: readonly RulePicture[] = [bookCrossed, tradedThrough, queueReached];
