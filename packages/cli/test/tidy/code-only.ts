/**
 * Source text without what is inside strings, templates, regular expressions and comments, so that
 * words in them are not taken for code. Line breaks stay where they are.
 */
export function codeOnly(text: string): string {
  let code = "";
  let at = 0;
  while (at < text.length) {
    const length = literalLength(text, at, code);
    if (length === 0) {
      code += text[at];
      at += 1;
    } else {
      code += text[at] === "/" ? " " : '""';
      code += "\n".repeat(text.slice(at, at + length).split("\n").length - 1);
      at += length;
    }
  }
  return code;
}

/** Length of the comment, string or expression that starts at `at`, 0 for none. */
function literalLength(text: string, at: number, before: string): number {
  const rest = text.slice(at, at + 20_000);
  const start = rest[0]!;
  if (rest.startsWith("//")) return lengthOf(/^[^\n]*/, rest);
  if (rest.startsWith("/*")) return lengthOf(/^\/\*[\s\S]*?\*\//, rest);
  if (start === '"') return lengthOf(/^"(?:[^"\\\n]|\\.)*"/, rest);
  if (start === "'") return lengthOf(/^'(?:[^'\\\n]|\\.)*'/, rest);
  if (start === "`") return templateLength(rest);
  // A slash after a value divides.
  if (start === "/" && !/[\w)\]"]\s*$/.test(before.slice(-20))) {
    return lengthOf(/^\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/, rest);
  }
  return 0;
}

/** A template with what stands in its braces, which may hold templates. */
function templateLength(text: string): number {
  let at = 1;
  while (at < text.length && text[at] !== "`") {
    if (text[at] === "\\") at += 2;
    else if (text.startsWith("${", at)) at = braceEnd(text, at + 2);
    else at += 1;
  }
  return at + 1;
}

function braceEnd(text: string, from: number): number {
  let open = 1;
  let at = from;
  while (at < text.length && open > 0) {
    const char = text[at]!;
    if (char === "`") at += templateLength(text.slice(at)) - 1;
    else if (char === '"') at += Math.max(1, lengthOf(/^"(?:[^"\\\n]|\\.)*"/, text.slice(at))) - 1;
    else if (char === "{") open += 1;
    else if (char === "}") open -= 1;
    at += 1;
  }
  return at;
}

function lengthOf(pattern: RegExp, text: string): number {
  return pattern.exec(text)?.[0].length ?? 0;
}
