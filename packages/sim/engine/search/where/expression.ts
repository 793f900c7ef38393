import type { Decimal } from "@mexoms/core";
import type { Point } from "../search.ts";
import type { Unit } from "./unit.ts";

/** One look at a point. A division by zero makes the whole condition one that is not met. */
export interface Look {
  readonly point: Point;
  undefined: boolean;
}

interface Part {
  /** Where it begins in the condition. */
  readonly column: number;
}

export interface NumberPart extends Part {
  readonly kind: "number";
  readonly unit: Unit;
  readonly value: (look: Look) => Decimal;
}

export interface TruthPart extends Part {
  readonly kind: "truth";
  readonly value: (look: Look) => boolean;
}

/** A word of a choice, or an instrument's id. */
export interface WordPart extends Part {
  readonly kind: "word";
  /** The word itself when it stands in the condition; undefined for a parameter. */
  readonly literal: string | undefined;
  /** Whether it was in quotes. */
  readonly quoted: boolean;
  /** Words that a parameter can be; undefined when that is not known. */
  readonly words: readonly string[] | undefined;
  readonly value: (look: Look) => string;
}

/** A part of a condition, ready to be looked at. */
export type Expression = NumberPart | TruthPart | WordPart;
