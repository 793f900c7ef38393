import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { formatTimestamp } from "@mexoms/core";
import { writeWholeFile } from "@mexoms/sim/files";
import type { SessionStart } from "../kernel/session-start.ts";
import type { RecordCursor } from "../journal/record-cursor.ts";
import { LOCK, WriterLock } from "../journal/writer-lock.ts";
import { AppendedCsv, type CsvRepair } from "./appended-csv.ts";
import { configJson, type SessionSpan, startOfConfig } from "./config-json.ts";
import { csvLine } from "@mexoms/sim/internal";
import { DayLedger } from "./day-ledger.ts";
import { type BookedFill, fillLine, FILLS_HEADER } from "./fill-line.ts";
import { JournalLedger, type LedgerListener } from "./journal-ledger.ts";
import { positionsJson } from "./positions-json.ts";

const NS_PER_DAY = 86_400_000_000_000n;

export interface SessionFilesOptions {
  /** Where the files go; made with its parents. */
  readonly dir: string;
  readonly journalId: string;
  readonly epochNs: bigint;
  /** Sequence of the first record that will be handed in: the first one that the journal still has. */
  readonly from: number;
}

/**
 * The files of a journal that a person can open: fills.csv, a ledger-DATE.csv for each UTC day,
 * positions.json and config.json. A fold over the journal's records, so that they can be made again at
 * any time: what stands there from before is compared, and repaired where it differs. One process at a
 * time may write them.
 */
export class SessionFiles implements LedgerListener {
  readonly dir: string;
  readonly #epochNs: bigint;
  readonly #journalId: string;
  readonly #lock: WriterLock;
  readonly #fills: AppendedCsv;
  readonly #ledger: JournalLedger;
  readonly #sessions: SessionSpan[] = [];
  #start: SessionStart | undefined;
  #day: DayLedger | undefined;
  #dayEndNs = Number.NEGATIVE_INFINITY; // since the epoch
  /** A day whose beginning the journal does not have any more: its file stays as it is. */
  #keptDate: string | undefined;
  readonly #partial: boolean;
  #sequence = 0;
  #nowNs = 0;
  #configChanged = false;
  #changed = false;

  /** Throws ConfigError when another process writes these files, or they are not ours. */
  constructor(options: SessionFilesOptions) {
    const { dir, from } = options;
    this.dir = dir;
    this.#epochNs = options.epochNs;
    this.#journalId = options.journalId;
    this.#partial = from > 1;
    mkdirSync(dir, { recursive: true });
    this.#lock = WriterLock.take(dir, LOCK.files);
    try {
      const config = path.join(dir, "config.json");
      const known =
        this.#partial && existsSync(config)
          ? startOfConfig(readFileSync(config, "utf8"), config)
          : undefined;
      this.#start = known;
      this.#ledger = new JournalLedger({ epochNs: options.epochNs, listener: this, known });
      const fills = path.join(dir, "fills.csv");
      this.#fills = new AppendedCsv(fills, { header: csvLine(FILLS_HEADER), from });
    } catch (error) {
      this.#lock.release();
      throw error;
    }
  }

  /** What was cut off an older fills.csv. */
  get repair(): CsvRepair | undefined {
    return this.#fills.repair;
  }

  /** Takes the next record of the journal. */
  record(record: RecordCursor): void {
    if (record.nowNs >= this.#dayEndNs) this.#turnDay(record.nowNs);
    this.#sequence = record.sequence;
    this.#nowNs = record.nowNs;
    this.#changed = true;
    this.#ledger.record(record);
    // The first session brings the instruments.
    if (this.#day === undefined && this.#ledger.positions.length > 0) this.#turnDay(record.nowNs);
  }

  /** All records that an older process can have seen were handed in. */
  settle(): void {
    this.#fills.settle();
  }

  /** Writes what has changed. */
  flush(): void {
    this.#fills.flush();
    if (!this.#changed) return;
    this.#changed = false;
    this.#writeDay();
    const start = this.#start;
    if (start === undefined) return;
    const time = this.#epochNs + BigInt(this.#nowNs);
    const header = { journal: this.#journalId, sequence: this.#sequence, time };
    this.#write("positions.json", positionsJson({ ...header, positions: this.#ledger.positions }));
    if (!this.#configChanged) return;
    this.#configChanged = false;
    const sessions = this.#sessions;
    this.#write("config.json", configJson({ journal: this.#journalId, start, sessions }));
  }

  close(): void {
    try {
      this.flush();
    } finally {
      this.#fills.close();
      this.#lock.release();
    }
  }

  started(start: SessionStart, nowNs: number, sequence: number): void {
    this.#start = start;
    this.#sessions.push({ sequence, start: this.#epochNs + BigInt(nowNs) });
    this.#configChanged = true;
  }

  filled(fill: BookedFill): void {
    this.#fills.line(fillLine(fill));
    this.#day!.fill(fill);
  }

  stopped(why: string, nowNs: number): void {
    const last = this.#sessions.at(-1);
    if (last === undefined) return;
    this.#sessions[this.#sessions.length - 1] = {
      ...last,
      stop: { time: this.#epochNs + BigInt(nowNs), why },
    };
    this.#configChanged = true;
  }

  /** Ends the file of the day before, as things stood at midnight, and begins a new one. */
  #turnDay(nowNs: number): void {
    if (this.#day !== undefined) this.#writeDay();
    if (this.#ledger.positions.length === 0) return;
    const day = (this.#epochNs + BigInt(nowNs)) / NS_PER_DAY;
    const date = formatTimestamp(day * NS_PER_DAY).slice(0, 10);
    const isFirst = this.#day === undefined;
    this.#day = new DayLedger(date, this.#ledger.positions);
    this.#dayEndNs = Number((day + 1n) * NS_PER_DAY - this.#epochNs);
    if (isFirst && this.#partial && existsSync(this.#ledgerFile(date))) this.#keptDate = date;
  }

  #writeDay(): void {
    const day = this.#day;
    if (day === undefined || day.date === this.#keptDate) return;
    writeWholeFile(this.#ledgerFile(day.date), day.csv(), { sync: true });
  }

  #ledgerFile(date: string): string {
    return path.join(this.dir, `ledger-${date}.csv`);
  }

  #write(name: string, text: string): void {
    writeWholeFile(path.join(this.dir, name), text, { sync: true });
  }
}
