import { ConfigError } from "@mexoms/core";

export type TokenKind = "number" | "name" | "word" | "sign" | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** From 1. */
  readonly column: number;
}

const LENGTH_MAX = 1000;
const SPACE = /\s*/y;
const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ["number", /\d+(?:\.\d+)?(?:%|[A-Za-z][A-Za-z0-9]*)?/y],
  ["name", /[A-Za-z_$][A-Za-z0-9_$]*/y],
  ["word", /"[^"]*"|'[^']*'/y],
  ["sign", /<=|>=|==|!=|&&|\|\||[-+*/<>!()]/y],
];

/** The parts of a condition, with an end. Throws ConfigError. */
export function tokensOf(text: string): Token[] {
  if (text.length > LENGTH_MAX) {
    throw new ConfigError("where", `a condition has at most ${LENGTH_MAX} characters`);
  }
  const tokens: Token[] = [];
  let at = endOf(SPACE, text, 0);
  while (at < text.length) {
    const token = tokenAt(text, at);
    tokens.push(token);
    at = endOf(SPACE, text, at + token.text.length);
  }
  tokens.push({ kind: "end", text: "", column: at + 1 });
  return tokens;
}

/** An error at a place of a condition. */
export function conditionError(text: string, column: number, problem: string): ConfigError {
  return new ConfigError("where", `"${text}", column ${column}: ${problem}`);
}

function tokenAt(text: string, at: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    const end = endOf(pattern, text, at);
    if (end > at) return { kind, text: text.slice(at, end), column: at + 1 };
  }
  const hints: Readonly<Record<string, string>> = { "=": "==", "&": "&&", "|": "||" };
  const hint = hints[text[at]!];
  const problem = `"${text[at]!}" cannot stand here`;
  throw conditionError(
    text,
    at + 1,
    hint === undefined
      ? `${problem}; for example levels * size <= 0.5BTC`
      : `${problem}; write ${hint}`,
  );
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
