import type { ConfigError, Decimal } from "@mexoms/core";
import type { Expression, NumberPart, TruthPart, WordPart } from "./expression.ts";
import type { Token } from "./tokens.ts";
import { sameUnit, timesUnit, unitText } from "./unit.ts";

type Orders = Readonly<Record<string, (order: number) => boolean>>;

const HOLDS: Orders = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
  "==": (order) => order === 0,
  "!=": (order) => order !== 0,
};

/** Joins parts by signs; what does not fit together is an error at the sign. */
export interface Signs {
  compare(sign: Token, left: Expression, right: Expression): TruthPart;
  add(sign: Token, left: NumberPart, right: NumberPart): NumberPart;
  times(sign: Token, left: NumberPart, right: NumberPart): NumberPart;
}

export function both(left: TruthPart, right: TruthPart): TruthPart {
  return { kind: "truth", column: left.column, value: (l) => left.value(l) && right.value(l) };
}

export function either(left: TruthPart, right: TruthPart): TruthPart {
  return { kind: "truth", column: left.column, value: (l) => left.value(l) || right.value(l) };
}

export function not(part: TruthPart, column: number): TruthPart {
  return { kind: "truth", column, value: (look) => !part.value(look) };
}

export function signsOf(error: (column: number, problem: string) => ConfigError): Signs {
  const sameUnits = (sign: Token, left: NumberPart, right: NumberPart): void => {
    if (sameUnit(left.unit, right.unit)) return;
    const units = `${unitText(left.unit)} and ${unitText(right.unit)}`;
    throw error(sign.column, `${units} stand on the two sides of ${sign.text}; give both one unit`);
  };
  return {
    compare(sign, left, right) {
      const { column } = left;
      if (left.kind === "number" && right.kind === "number") {
        sameUnits(sign, left, right);
        const holds = HOLDS[sign.text]!;
        return {
          kind: "truth",
          column,
          value: (look) => holds(left.value(look).cmp(right.value(look))),
        };
      }
      if (left.kind !== right.kind) {
        const kinds = `${nameOf(left)} and ${nameOf(right)}`;
        throw error(sign.column, `${kinds} cannot be compared`);
      }
      if (sign.text !== "==" && sign.text !== "!=") {
        throw error(sign.column, `${nameOf(left)} has no order; use == or !=`);
      }
      const problem = wordProblem(left, right) ?? wordProblem(right, left);
      if (problem !== undefined) throw error(problem.column, problem.text);
      const equal = sign.text === "==";
      return {
        kind: "truth",
        column,
        value: (look) => (left.value(look) === right.value(look)) === equal,
      };
    },
    add(sign, left, right) {
      sameUnits(sign, left, right);
      const { column, unit } = left;
      const value: NumberPart["value"] =
        sign.text === "+"
          ? (look) => left.value(look).add(right.value(look))
          : (look) => left.value(look).sub(right.value(look));
      return { kind: "number", column, unit, value };
    },
    times(sign, left, right) {
      const { column } = left;
      if (sign.text === "*") {
        const value: NumberPart["value"] = (look) => left.value(look).mul(right.value(look));
        return { kind: "number", column, unit: timesUnit(left.unit, right.unit, 1), value };
      }
      return {
        kind: "number",
        column,
        unit: timesUnit(left.unit, right.unit, -1),
        value(look): Decimal {
          const by = right.value(look);
          if (!by.isZero()) return left.value(look).div(by);
          look.undefined = true;
          return by;
        },
      };
    },
  };
}

function nameOf({ kind }: Expression): string {
  return { number: "a number", truth: "a condition", word: "a word" }[kind];
}

/** A word that the parameter it is compared with can never be. */
function wordProblem(
  word: Expression,
  param: Expression,
): { readonly column: number; readonly text: string } | undefined {
  if (!isWord(word) || !isWord(param) || word.literal === undefined) return undefined;
  if (param.words === undefined || param.words.includes(word.literal)) return undefined;
  return {
    column: word.column,
    text: `"${word.literal}" is not one of ${param.words.join(", ")}`,
  };
}

function isWord(part: Expression): part is WordPart {
  return part.kind === "word";
}
