import Table from "cli-table3";

const PLAIN = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
};

// Narrower than this, text is no longer read with ease.
const LEAST = 16;

/** What a terminal shows of a line, at least. */
export const WIDTH = 80;

const GAP = PLAIN.middle.length;

/**
 * Rows as aligned columns without lines. Columns in `right` are aligned to the right. With `width`
 * the texts of the last column are broken at spaces so that lines stay within it where they can.
 */
export function plainTable(options: {
  readonly head?: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly right?: readonly number[];
  readonly width?: number;
}): string {
  const columns = Math.max(options.head?.length ?? 0, ...options.rows.map((row) => row.length));
  const right = new Set(options.right);
  const table = new Table({
    chars: PLAIN,
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
    colAligns: Array.from({ length: columns }, (_, i) => (right.has(i) ? "right" : "left")),
    ...(options.head ? { head: [...options.head] } : {}),
  });
  const before = [...(options.head ? [options.head] : []), ...options.rows]
    .map((row) => row.slice(0, columns - 1))
    .reduce<number[]>(
      (widths, row) => row.map((text, i) => Math.max(widths[i] ?? 0, text.length)),
      [],
    )
    .reduce((sum, width) => sum + width + GAP, 0);
  const last = options.width === undefined ? Infinity : Math.max(LEAST, options.width - before);
  for (const row of options.rows) {
    table.push(row.map((text, i) => (i === columns - 1 ? broken(text, last) : text)));
  }
  return table.toString().replaceAll(/ +$/gm, "");
}

/** Text with line breaks at spaces, so that lines stay within `width` where they can. */
export function broken(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines.join("\n");
}
