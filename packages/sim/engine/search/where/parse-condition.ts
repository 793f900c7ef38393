import { ConfigError, Decimal } from "@mexoms/core";
import { unknownParam } from "@mexoms/core/internal";
import { readMeasure } from "../space/measure.ts";
import type { ConditionScope } from "./conditions.ts";
import { both, either, not, type Signs, signsOf } from "./combine.ts";
import type { Expression, NumberPart, TruthPart } from "./expression.ts";
import { parameterPart } from "./parameter.ts";
import { conditionError, type Token, tokensOf } from "./tokens.ts";
import { unitOf } from "./unit.ts";

const COMPARISONS = ["<=", ">=", "==", "!=", "<", ">"] as const;

/** Reads a condition. Throws ConfigError with the column of what is wrong. */
export function parseCondition(text: string, scope: ConditionScope): TruthPart {
  const parser = new ConditionParser(text, scope);
  const condition = parser.choice();
  parser.end();
  return parser.truth(condition);
}

/** By recursive descent; one method for each level of binding, the loosest first. */
class ConditionParser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #scope: ConditionScope;
  readonly #signs: Signs;
  #next = 0;

  constructor(text: string, scope: ConditionScope) {
    this.#text = text;
    this.#tokens = tokensOf(text);
    this.#scope = scope;
    this.#signs = signsOf((column, problem) => this.#error(column, problem));
  }

  choice(): Expression {
    let left = this.#all();
    while (this.#take("||") !== undefined) {
      left = either(this.truth(left), this.truth(this.#all()));
    }
    return left;
  }

  end(): void {
    const token = this.#tokens[this.#next]!;
    if (token.kind === "end") return;
    throw this.#error(token.column, `"${token.text}" where an operator or the end was expected`);
  }

  truth(part: Expression): TruthPart {
    if (part.kind === "truth") return part;
    if (part.kind === "word" && part.literal !== undefined && !part.quoted) {
      throw this.#unknown(part.literal, part.column);
    }
    const what = part.kind === "word" ? "a word" : "a number";
    const example = "levels * size <= 0.5BTC";
    throw this.#error(part.column, `${what} is no condition; compare it, for example ${example}`);
  }

  #all(): Expression {
    let left = this.#negation();
    while (this.#take("&&") !== undefined) {
      left = both(this.truth(left), this.truth(this.#negation()));
    }
    return left;
  }

  #negation(): Expression {
    const sign = this.#take("!");
    return sign === undefined ? this.#comparison() : not(this.truth(this.#negation()), sign.column);
  }

  #comparison(): Expression {
    const left = this.#sum();
    const sign = this.#take(...COMPARISONS);
    if (sign === undefined) return left;
    const right = this.#sum();
    const again = this.#take(...COMPARISONS);
    if (again !== undefined) {
      throw this.#error(again.column, "compare two at a time: a < b && b < c");
    }
    const unknown = [left, right].find(
      (part) => part.kind === "word" && part.literal !== undefined && !part.quoted,
    );
    const words = left.kind === "word" && right.kind === "word";
    if (
      unknown?.kind === "word" &&
      (!words || left.literal !== undefined) &&
      (!words || right.literal !== undefined)
    ) {
      throw this.#unknown(unknown.literal!, unknown.column);
    }
    return this.#signs.compare(sign, left, right);
  }

  #sum(): Expression {
    let left = this.#product();
    for (let sign = this.#take("+", "-"); sign !== undefined; sign = this.#take("+", "-")) {
      left = this.#signs.add(sign, this.#number(left), this.#number(this.#product()));
    }
    return left;
  }

  #product(): Expression {
    let left = this.#unary();
    for (let sign = this.#take("*", "/"); sign !== undefined; sign = this.#take("*", "/")) {
      left = this.#signs.times(sign, this.#number(left), this.#number(this.#unary()));
    }
    return left;
  }

  #unary(): Expression {
    const sign = this.#take("-");
    if (sign === undefined) return this.#primary();
    const { unit, value } = this.#number(this.#unary());
    return { kind: "number", column: sign.column, unit, value: (look) => value(look).neg() };
  }

  #primary(): Expression {
    const token = this.#tokens[this.#next]!;
    const { kind, text, column } = token;
    if (kind === "sign" && text === "(") {
      this.#next++;
      const inner = this.choice();
      if (this.#take(")") === undefined) {
        throw this.#error(
          this.#tokens[this.#next]!.column,
          `the ( of column ${column} is not closed`,
        );
      }
      return inner;
    }
    if (kind === "end" || kind === "sign") {
      const found = kind === "end" ? "the condition ends" : `"${text}"`;
      throw this.#error(column, `${found} where a parameter or a number was expected`);
    }
    this.#next++;
    if (kind === "number") return numberLiteral(text, column);
    if (kind === "word") return wordLiteral(text.slice(1, -1), column, true);
    return this.#named(text, column);
  }

  #named(name: string, column: number): Expression {
    if (!Object.hasOwn(this.#scope.params, name)) {
      if (name === "true" || name === "false") {
        return { kind: "truth", column, value: () => name === "true" };
      }
      return wordLiteral(name, column, false);
    }
    const part = parameterPart(name, column, this.#scope);
    if (typeof part === "string") throw this.#error(column, part);
    return part;
  }

  #number(part: Expression): NumberPart {
    if (part.kind === "number") return part;
    if (part.kind === "word" && part.literal !== undefined && !part.quoted) {
      throw this.#unknown(part.literal, part.column);
    }
    const what = part.kind === "word" ? "a word" : "a condition";
    throw this.#error(part.column, `${what} stands where a number was expected`);
  }

  #take(...signs: readonly string[]): Token | undefined {
    const token = this.#tokens[this.#next]!;
    if (token.kind !== "sign" || !signs.includes(token.text)) return undefined;
    this.#next++;
    return token;
  }

  #unknown(name: string, column: number): ConfigError {
    const { message } = unknownParam(name, Object.keys(this.#scope.params));
    return this.#error(column, `${name} ${message.slice(name.length + 2)}`);
  }

  #error(column: number, problem: string): ConfigError {
    return conditionError(this.#text, column, problem);
  }
}

function numberLiteral(text: string, column: number): NumberPart {
  const { amount, unit } = readMeasure(text) ?? { amount: new Decimal(0), unit: "" };
  return { kind: "number", column, unit: unitOf(unit), value: () => amount };
}

function wordLiteral(word: string, column: number, quoted: boolean): Expression {
  return { kind: "word", column, literal: word, quoted, words: undefined, value: () => word };
}
