import { createHash } from "node:crypto";
import { Instrument } from "@mexoms/core";
import { type MarketRows, ROW_DEPTH, ROW_EXCH, ROW_LOCAL } from "@mexoms/core/internal";
import { blocksOf, memoryTape, RowColumns, type Tape } from "@mexoms/sim/engine";
import type { RecordedSession } from "./recorded-session.ts";

/**
 * The tapes of a backtest of a session: at the exchange what the recordings say, and for us what
 * reached the kernel, when it did. They begin at the session's epoch and end when it ended, with a row
 * that changes nothing.
 */
export function recordedTapes(session: RecordedSession, tapes: readonly Tape[]): Tape[] {
  return session.start.instruments.map((spec, market) => {
    const instrument = new Instrument(spec);
    const own = tapes.filter((tape) => tape.instrument.id === instrument.id);
    return recordedTape(session, market, own);
  });
}

function recordedTape(session: RecordedSession, market: number, tapes: readonly Tape[]): Tape {
  const { start, journal, endNs } = session;
  const epochNs = BigInt(start.clock.epochNs);
  const out = new RowColumns({ orders: tapes.some((tape) => tape.extraColumns.length > 0) });
  if (market === 0) out.push(ROW_DEPTH | ROW_EXCH, 0, 0, 0, 0);
  const local = session.rows[market]!.rows();
  let next = 0;
  for (const tape of tapes) {
    const offsetNs = Number(tape.epochNs - epochNs);
    for (const rows of blocksOf(tape)) {
      for (let i = 0; i < rows.event.length; i++) {
        if ((rows.event[i]! & ROW_EXCH) === 0) continue;
        const exchNs = rows.exchNs[i]! + offsetNs;
        // A session that was cut did not see the rest.
        if (exchNs > endNs) continue;
        while (next < local.event.length && local.localNs[next]! < exchNs)
          copy(local, next++, out, 0);
        copy(rows, i, out, offsetNs, ROW_LOCAL);
      }
    }
  }
  while (next < local.event.length) copy(local, next++, out, 0);
  if (market === 0) out.push(ROW_DEPTH | ROW_LOCAL, endNs, endNs, 0, 0);
  const [first] = tapes;
  const digest = createHash("sha256")
    .update(`mexoms recorded run 1\n${journal}\n${tapes.map((tape) => tape.digest).join("\n")}\n`)
    .digest("hex");
  const note = `What reached us is as recorded in journal ${journal}.`;
  const facts = {
    instrument: new Instrument(start.instruments[market]!),
    epochNs,
    extraColumns: first!.extraColumns,
    digest,
    source: { ...first!.source, notes: [...first!.source.notes, note] },
  };
  return memoryTape(facts, [out.rows()]);
}

/** Copies a row, without `flag`. */
function copy(rows: MarketRows, i: number, out: RowColumns, offsetNs: number, flag = 0): void {
  out.push(
    rows.event[i]! & ~flag,
    rows.exchNs[i]! + offsetNs,
    rows.localNs[i]! + offsetNs,
    rows.priceTicks[i]!,
    rows.qtyLots[i]!,
    rows.orderId?.[i],
    rows.orderLots?.[i],
  );
}
