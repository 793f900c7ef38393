import type { Tape } from "@mexoms/sim/engine";

/** What is used of a checkout's engine. */
export type TapeMemory = Pick<typeof import("@mexoms/sim/engine"), "allRows" | "memoryTape">;

/**
 * The first part of tapes in memory, about `rowsMost` rows of all together, cut at one instant; whole
 * when they are no longer. For measurements only: the digests are those of the whole.
 */
export function firstPart(
  tapes: readonly Tape[],
  rowsMost: number,
  memory: TapeMemory,
): readonly Tape[] {
  const total = tapes.reduce((sum, tape) => sum + tape.rowCount, 0);
  if (total <= rowsMost) return tapes;
  const whole = tapes.map((tape) => ({ tape, rows: memory.allRows(tape) }));
  const at = (tape: Tape, ns: number): bigint => tape.epochNs + BigInt(ns);
  const startNs = whole
    .map(({ tape, rows }) => at(tape, rows.localNs[0]!))
    .reduce((a, b) => (b < a ? b : a));
  const endNs = whole
    .map(({ tape, rows }) => at(tape, rows.localNs.at(-1)!))
    .reduce((a, b) => (b > a ? b : a));
  const cutNs = startNs + BigInt(Math.ceil(Number(endNs - startNs) * (rowsMost / total)));
  return whole.flatMap(({ tape, rows }) => {
    const limit = Number(cutNs - tape.epochNs);
    const found = rows.localNs.findIndex((ns) => ns > limit);
    const end = found < 0 ? rows.event.length : found;
    if (end === 0) return [];
    const columns = Object.entries(rows as unknown as Record<string, Float64Array>);
    const kept = Object.fromEntries(
      columns.map(([name, column]) => [name, column.subarray(0, end)]),
    );
    return [memory.memoryTape(tape, [kept as unknown as typeof rows])];
  });
}
