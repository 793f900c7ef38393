/** How a part of a line looks where there are colours. */
export type Style = "plain" | "bold" | "faint" | "good" | "warn" | "alarm";

const CODES: Readonly<Record<Style, string>> = {
  plain: "",
  bold: "1",
  faint: "2",
  good: "32",
  warn: "33",
  alarm: "1;37;41",
};

export interface Part {
  readonly text: string;
  readonly style: Style;
}

/** A line for a terminal, in parts. */
export type StyledLine = readonly Part[];

export function part(text: string, style: Style = "plain"): Part {
  return { text, style };
}

/** At the edge of a line that was cut off, so that nobody takes half a number for a whole one. */
const CUT = ">";

/** The text of a line, not wider than `width` characters; what does not fit is cut off, and seen to be. */
export function lineText(line: StyledLine, width: number, colours: boolean): string {
  const length = line.reduce((sum, { text }) => sum + text.length, 0);
  const isCut = length > width;
  let left = isCut ? width - CUT.length : width;
  let out = "";
  for (const { text, style } of line) {
    const shown = text.slice(0, left);
    left -= shown.length;
    const code = CODES[style];
    out += colours && code !== "" && shown !== "" ? `\u001B[${code}m${shown}\u001B[0m` : shown;
  }
  if (isCut) out += CUT;
  return colours ? out : out.trimEnd();
}

/** Rows as aligned columns, two spaces apart; those in `right` are aligned to the right. */
export function columns(
  rows: readonly StyledLine[],
  right: ReadonlySet<number>,
): readonly StyledLine[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, { text }] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, text.length);
  }
  return rows.map((row) =>
    row.map(({ text, style }, i) => {
      const wide = right.has(i) ? text.padStart(widths[i]!) : text.padEnd(widths[i]!);
      return part(i === 0 ? wide : `  ${wide}`, style);
    }),
  );
}
