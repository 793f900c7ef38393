import type { Tape } from "@mexoms/sim/engine";

/**
 * The first part of tapes, about `rowsMost` rows of all together, cut at one instant. The tapes
 * themselves when they are no longer. For measurements only: the digests are those of the whole.
 */
export function cutTapes(tapes: readonly Tape[], rowsMost: number): readonly Tape[] {
  const total = tapes.reduce((sum, tape) => sum + tape.rows.event.length, 0);
  if (total <= rowsMost) return tapes;
  const startNs = tapes.map(firstNs).reduce((a, b) => (b < a ? b : a));
  const endNs = tapes.map(lastNs).reduce((a, b) => (b > a ? b : a));
  const cutNs = startNs + BigInt(Math.ceil(Number(endNs - startNs) * (rowsMost / total)));
  return tapes.filter((tape) => firstNs(tape) <= cutNs).map((tape) => cutAt(tape, cutNs));
}

function cutAt(tape: Tape, cutNs: bigint): Tape {
  const { event, exchNs, localNs, priceTicks, qtyLots } = tape.rows;
  const limit = Number(cutNs - tape.epochNs);
  const found = localNs.findIndex((ns) => ns > limit);
  const end = found < 0 ? event.length : Math.max(1, found);
  return {
    ...tape,
    rows: {
      event: event.subarray(0, end),
      exchNs: exchNs.subarray(0, end),
      localNs: localNs.subarray(0, end),
      priceTicks: priceTicks.subarray(0, end),
      qtyLots: qtyLots.subarray(0, end),
    },
  };
}

function firstNs({ epochNs, rows }: Tape): bigint {
  return epochNs + BigInt(rows.localNs[0]!);
}

function lastNs({ epochNs, rows }: Tape): bigint {
  return epochNs + BigInt(rows.localNs.at(-1)!);
}
