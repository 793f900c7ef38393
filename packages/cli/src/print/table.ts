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

/** Rows as aligned columns without lines. Columns in `right` are aligned to the right. */
export function plainTable(options: {
  readonly head?: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly right?: readonly number[];
}): string {
  const columns = Math.max(options.head?.length ?? 0, ...options.rows.map((row) => row.length));
  const right = new Set(options.right);
  const table = new Table({
    chars: PLAIN,
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
    colAligns: Array.from({ length: columns }, (_, i) => (right.has(i) ? "right" : "left")),
    ...(options.head ? { head: [...options.head] } : {}),
  });
  for (const row of options.rows) table.push([...row]);
  return table.toString().replaceAll(/ +$/gm, "");
}
