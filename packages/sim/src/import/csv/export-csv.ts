import { gzipSync } from "node:zlib";
import {
  type MarketRows,
  ROW_BUY,
  ROW_CLEAR,
  ROW_DEPTH,
  ROW_GAP,
  ROW_KIND_MASK,
  ROW_LOCAL,
  ROW_SELL,
  ROW_SNAPSHOT,
} from "@mexoms/core/internal";
import type { Step } from "@mexoms/core";
import { blocksOf, type Tape } from "@mexoms/sim/engine";
import { removeDeadDrafts } from "../../files/draft-name.ts";
import { WholeFile } from "../../files/whole-file.ts";
import { MEXOMS_CSV_HEADER, MEXOMS_ORDER_HEADER, ROW_KIND_NAMES } from "./mexoms-csv-reader.ts";

const CHUNK = 1 << 20;

/**
 * Writes a tape as mexoms-csv, its rows in order of receipt; compressed when the name ends in .gz.
 * An import of the file gives a tape with the same digest. The file appears complete or not at all.
 */
export function exportCsv(tape: Tape, file: string): void {
  const compress = file.endsWith(".gz");
  removeDeadDrafts(file);
  const whole = new WholeFile(file);
  try {
    for (const text of csvChunks(tape)) {
      const bytes = Buffer.from(text, "latin1");
      whole.write(compress ? gzipSync(bytes) : bytes); // gzip members join to one text
    }
    whole.finish({ sync: false }); // the tape is there
  } finally {
    whole.abandon();
  }
}

function* csvChunks(tape: Tape): Generator<string> {
  const byOrder = tape.extraColumns.includes("orderId");
  let text = `${byOrder ? MEXOMS_ORDER_HEADER : MEXOMS_CSV_HEADER}\n`;
  for (const rows of blocksOf(tape)) {
    for (let i = 0; i < rows.event.length; i++) {
      if (!(rows.event[i]! & ROW_LOCAL)) continue;
      text += csvLine(tape, rows, i);
      text += byOrder ? `${orderFields(tape, rows, i)}\n` : "\n";
      if (text.length < CHUNK) continue;
      yield text;
      text = "";
    }
  }
  yield text;
}

function csvLine({ epochNs, instrument }: Tape, rows: MarketRows, i: number): string {
  const { tick, lot } = instrument;
  const flags = rows.event[i]!;
  const kind = flags & ROW_KIND_MASK;
  const side = flags & ROW_BUY ? "buy" : flags & ROW_SELL ? "sell" : "";
  const priced = kind !== ROW_GAP && !(kind === ROW_CLEAR && side === "");
  const price = priced ? decimalText(rows.priceTicks[i]!, tick) : "";
  const qty = kind === ROW_GAP || kind === ROW_CLEAR ? "" : decimalText(rows.qtyLots[i]!, lot);
  const exch = epochNs + BigInt(rows.exchNs[i]!);
  const local = epochNs + BigInt(rows.localNs[i]!);
  return `${exch},${local},${ROW_KIND_NAMES.get(kind)!},${side},${price},${qty}`;
}

function orderFields({ instrument }: Tape, rows: MarketRows, i: number): string {
  const kind = rows.event[i]! & ROW_KIND_MASK;
  const id = rows.orderId![i]!;
  const isOrder = kind === ROW_DEPTH || kind === ROW_SNAPSHOT;
  const left = isOrder ? decimalText(rows.orderLots![i]!, instrument.lot) : "";
  return `,${id === 0 ? "" : id},${left}`;
}

// Step.format without the detour through Decimal, for counts whose value fits a double.
function decimalText(count: number, step: Step): string {
  const scaled = count * step.mantissa;
  if (!Number.isSafeInteger(scaled)) return step.format(count);
  const digits = scaled.toString();
  if (step.decimals === 0) return digits;
  const padded = digits.padStart(step.decimals + 1, "0");
  return `${padded.slice(0, -step.decimals)}.${padded.slice(-step.decimals)}`;
}
