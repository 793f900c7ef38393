import { COUNTS, LOADS } from "./instruments.bench.ts";

/** What a row of the second table of the README asks of each instrument. */
const ASKED: Readonly<Record<string, string>> = {
  timer: "a look at every book each 100 ms, no orders",
  grid: "5+5 quotes in every book each 100 ms",
  "every-row": "woken by every row, no orders",
};

/** Further cases of the second table, by their names in the benchmarks. */
const SINGLE: readonly (readonly [name: string, what: string])[] = [
  ["replay", "`replay` from memory: one side's work"],
  ["replay-file", "`replay` from a file opened anew: its blocks are read and checked"],
  ["heap-watcher", "woken by every row, two resting orders: both sides' work"],
];

/**
 * The second table of the README as Markdown: nanoseconds of processor time a row with few and with
 * many instruments, from memory and from a file. `cpuNs` measures a benchmark of a name.
 */
export function scaleTable(cpuNs: (name: string) => number): string {
  const head = COUNTS.map((count) => `${count} instrument${count === 1 ? "" : "s"}`);
  const loads = Object.keys(LOADS).map((load) => {
    const costs = COUNTS.map((count) => ns(cpuNs(`instruments-${load}-${count}`)));
    return cells([ASKED[load] ?? load, ...costs]);
  });
  const singles = SINGLE.map(([name, what]) =>
    cells([what, ns(cpuNs(name)), ...COUNTS.slice(1).map(() => "")]),
  );
  return [
    cells(["ns of CPU time a row", ...head]),
    cells(["---", ...COUNTS.map(() => "---:")]),
    ...loads,
    ...singles,
    "",
    `Opening a tape file takes ${(cpuNs("open-tape") / 1e3).toFixed(0)} microseconds.`,
  ].join("\n");
}

function ns(value: number): string {
  return value.toFixed(1);
}

function cells(texts: readonly string[]): string {
  return `| ${texts.join(" | ")} |`;
}
