import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import { allRows, findInstrument, importRecorder, openTape } from "@mexoms/sim";
import type { ImportOptions, ImportReport, Tape } from "@mexoms/sim";
import { ROW_BUY, ROW_KIND_MASK, ROW_LOCAL, ROW_SELL } from "@mexoms/core/internal";

/** A folder that goes away with the test. */
export class Scratch {
  readonly folder: string = mkdtempSync(path.join(tmpdir(), "mexoms-"));

  constructor() {
    onTestFinished(() => {
      this.remove();
    });
  }

  file(name: string, content?: string | Uint8Array): string {
    const file = path.join(this.folder, name);
    if (content !== undefined) writeFileSync(file, content);
    return file;
  }

  gzip(name: string, text: string): string {
    return this.file(name, gzipSync(text));
  }

  get names(): string[] {
    return readdirSync(this.folder).toSorted();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Imported {
  readonly report: ImportReport;
  readonly tape: Tape;
}

/** Imports texts as the files of one instrument and opens the tape. */
export async function importText(
  scratch: Scratch,
  id: string,
  texts: readonly string[],
  options: Partial<ImportOptions> = {},
): Promise<Imported> {
  const files = texts.map((text, i) => scratch.file(`input-${i}`, text));
  const out = scratch.file("out.tape");
  const report = await importRecorder({
    format: "binance-raw",
    lenient: false,
    offLotSizes: "refuse",
    ...options,
    sources: [{ instrument: findInstrument(id), files, out }],
  });
  return { report, tape: openTape(out, { verify: true }) };
}

const KINDS = ["?", "depth", "trade", "clear", "snapshot", "gap"];

/** The rows of our sequence as text: "kind side price qty @exchMs +latencyMs". */
export function localRows(tape: Tape): string[] {
  const { event, exchNs, localNs, priceTicks, qtyLots } = allRows(tape);
  const { tick, lot } = tape.instrument;
  const texts: string[] = [];
  for (let i = 0; i < event.length; i++) {
    const flags = event[i]!;
    if (!(flags & ROW_LOCAL)) continue;
    const side = flags & ROW_BUY ? "buy" : flags & ROW_SELL ? "sell" : "-";
    const exchMs = (tape.epochNs + BigInt(exchNs[i]!)) / 1_000_000n;
    const latencyMs = (localNs[i]! - exchNs[i]!) / 1e6;
    const price = tick.format(priceTicks[i]!);
    const qty = lot.format(qtyLots[i]!);
    texts.push(`${KINDS[flags & ROW_KIND_MASK]} ${side} ${price} ${qty} @${exchMs} +${latencyMs}`);
  }
  return texts;
}
