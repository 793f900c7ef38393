import path from "node:path";
import { DataError } from "@mexoms/core";
import type { TapeSource } from "@mexoms/sim/engine";
import { RowOrder, epochShiftNs } from "@mexoms/sim/engine";
import { TapeWriter } from "../tape-file/tape-writer.ts";
import { readLines } from "./line-file.ts";
import { LineLog } from "./line-log.ts";
import { LotGrid } from "./lot-grid.ts";
import { LineProblem } from "./line-problem.ts";
import type { LineReader, ReaderContext } from "./line-reader.ts";
import { Quarantine } from "./quarantine.ts";
import type { ImportOptions, ImportSource } from "./import-options.ts";
import type { TapeReport } from "./import-report.ts";
import type { RowSpool } from "./row-spool.ts";
import { RowStreams } from "./row-streams.ts";
import { TimeBase } from "./time-base.ts";

const MAX_GAP_NOTES = 20;

/**
 * The recording of one instrument on its way to a tape: `collect` its files, `write` the tape once
 * the clock shift of the whole recorder is known, then `publish`. `discard` removes what is left.
 */
export class Recording {
  readonly #source: ImportSource;
  readonly #options: ImportOptions;
  readonly #log: LineLog = new LineLog();
  readonly #base: TimeBase = new TimeBase();
  readonly #streams: RowStreams;
  readonly #quarantine: Quarantine;
  #spool: RowSpool | undefined;
  #writer: TapeWriter | undefined;
  #digest = "";

  constructor(source: ImportSource, options: ImportOptions) {
    this.#source = source;
    this.#options = options;
    this.#streams = new RowStreams(source.out);
    this.#quarantine = new Quarantine(source.quarantine ?? quarantineName(source.out));
  }

  /** Reads all files. Returns how far an exchange time lies ahead of its local time, at most. */
  async collect(newReader: (context: ReaderContext) => LineReader): Promise<number> {
    const log = this.#log;
    const { instrument, files } = this.#source;
    const lots = new LotGrid(instrument.lot, log, this.#options.offLotSizes ?? "round");
    const reader = newReader({ instrument, base: this.#base, streams: this.#streams, log, lots });
    for (const file of files) {
      reader.startFile();
      await this.#readFile(file, reader);
    }
    try {
      reader.finish();
    } catch (error) {
      if (!(error instanceof LineProblem)) throw error;
      throw new DataError({ file: log.file, line: log.line, field: error.field }, error.message);
    }
    this.#spool = this.#streams.merge();
    if (!this.#spool) {
      const refused = this.#quarantine.count;
      const why = refused > 0 ? `: all its ${refused} lines of market data were refused` : "";
      throw new DataError({ file: files.join(", ") }, `holds no market data${why}`);
    }
    return this.#spool.aheadNs;
  }

  async #readFile(file: string, reader: LineReader): Promise<void> {
    const log = this.#log;
    const { lenient, onProgress } = this.#options;
    log.file = path.basename(file);
    const end = await readLines(
      file,
      (bytes, start, lineEnd, line) => {
        log.line = line;
        const based = this.#base.isSet;
        try {
          reader.take(bytes, start, lineEnd);
        } catch (error) {
          if (!(error instanceof LineProblem)) throw error;
          const refusal = new DataError({ file, line, field: error.field }, error.message);
          if (!lenient) throw refusal;
          if (!based) this.#base.reset();
          this.#quarantine.add(refusal.message, bytes.toString("utf8", start, lineEnd));
          log.count("quarantined");
        }
      },
      (read, size) => onProgress?.({ file, readBytes: read, fileBytes: size }),
    );
    log.bytes += end.bytes;
    if (end.torn === undefined) return;
    const refusal = new DataError({ file, line: end.lines + 1 }, end.torn);
    if (!lenient) throw refusal;
    this.#quarantine.add(refusal.message, "");
    log.note(`${log.file} ends after line ${end.lines}: ${end.torn}.`);
  }

  /** Writes the tape under a temporary name, in the order of a tape and with shifted local times. */
  write(clockShiftNs: number): void {
    const spool = this.#spool!;
    const writer = new TapeWriter(this.#source.out, { extraColumns: spool.extraColumns });
    this.#writer = writer;
    const order = new RowOrder(spool.disorderNs, writer);
    const epochShift = epochShiftNs(spool.firstExchNs);
    for (const block of spool.blocks()) {
      const { event, exchNs, localNs, priceTicks, qtyLots, orderId, orderLots, length } = block;
      for (let i = 0; i < length; i++) {
        order.push(
          event[i]!,
          exchNs[i]! - epochShift,
          localNs[i]! - epochShift + clockShiftNs,
          priceTicks[i]!,
          qtyLots[i]!,
          orderId?.[i],
          orderLots?.[i],
        );
      }
    }
    order.finish();
    const epochNs = this.#base.epochNs + BigInt(epochShift);
    this.#digest = writer.finish(this.#source.instrument, epochNs, this.#provenance(clockShiftNs));
  }

  publish(): void {
    this.#writer?.publish();
    this.#quarantine.publish();
  }

  discard(): void {
    this.#writer?.discard();
    this.#quarantine.discard();
    this.#streams.close();
  }

  report(): TapeReport {
    const log = this.#log;
    const quarantined = this.#quarantine.count;
    return {
      instrument: this.#source.instrument.id,
      out: this.#source.out,
      digest: this.#digest,
      rows: this.#writer!.rows,
      events: this.#spool!.rows,
      lines: log.lines,
      gaps: log.gaps,
      missingTrades: log.missingTrades,
      rounded: log.rounded,
      quarantined,
      ...(quarantined > 0 ? { quarantine: this.#quarantine.file } : {}),
      bytes: log.bytes,
      notes: this.#notes(),
    };
  }

  #provenance(clockShiftNs: number): TapeSource {
    return {
      format: this.#options.format,
      files: this.#source.files.map((file) => path.basename(file)),
      clockShiftNs,
      lines: this.#log.lines,
      notes: this.#notes(),
    };
  }

  #notes(): string[] {
    const { notes, gaps, missingTrades, rounded } = this.#log;
    const all = [...notes];
    for (const gap of gaps.slice(0, MAX_GAP_NOTES)) {
      all.push(`Gap at ${gap.file}:${gap.line}: ${gap.what}.`);
    }
    if (gaps.length > MAX_GAP_NOTES) all.push(`${gaps.length - MAX_GAP_NOTES} more gaps.`);
    if (rounded > 0) {
      const { lotSize } = this.#source.instrument.spec;
      all.push(`${rounded} sizes were not multiples of the lot size ${lotSize}: rounded to it.`);
    }
    if (missingTrades > 0) all.push(`${missingTrades} trades are missing, by their ids.`);
    if (this.#quarantine.count > 0) {
      const name = path.basename(this.#quarantine.file);
      all.push(`${this.#quarantine.count} lines were refused and stand in ${name}.`);
    }
    return all;
  }
}

function quarantineName(out: string): string {
  return `${out.replace(/\.tape$/, "")}.quarantine.txt`;
}
