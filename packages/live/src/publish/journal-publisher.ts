import { statSync } from "node:fs";
import path from "node:path";
import { DataError, formatSubject } from "@mexoms/core";
import type { Agent } from "../agent.ts";
import { BusError } from "../bus/bus-error.ts";
import type { Bus } from "../bus/bus.ts";
import { duplicateWindowMs } from "../bus/stream-info.ts";
import { streamName } from "../bus/stream-spec.ts";
import { JournalReader } from "../journal/journal-reader.ts";
import { openAtBase } from "../journal/open-at-base.ts";
import { listSegments } from "../journal/segment.ts";
import { type BatchHead, decodeBatch, encodeBatch, rawRecord } from "./journal-batch.ts";
import { batchMessageId, recordMessageId } from "./message-ids.ts";
import { Outbox } from "./outbox.ts";
import { loadPosition, type PublishPosition, savePosition } from "./publish-position.ts";
import { type PublicAction, SessionLedger } from "./session-ledger.ts";
import { lastUnder, storedRecords } from "./stored-tail.ts";

const ACTIONS: readonly PublicAction[] = ["orders", "fills", "positions", "risk"];
const BATCH_BYTES = 65_536;
/** What one message may hold; a server takes 1 MB unless it is told otherwise. */
const PART_BYTES = 524_288;
/** A batch that does not fill up goes after this. */
const LINGER_MS = 50;
/** Messages on their way to one stream, and bytes of them. */
const IN_FLIGHT = 256;
const IN_FLIGHT_BYTES = 4_194_304;
const SAVE_MS = 500;
const RETRY_MS = 1000;
/** Records of one call: what else runs in the process waits for as long as these take. */
const RECORDS_A_CALL = 64;
/** How far orders and fills may run ahead of the journal's batches. */
const BATCHES_WAITING = 64;

export interface JournalPublisherOptions {
  /** Folder of the journal. */
  readonly dir: string;
  readonly bus: Bus;
  /** Name of the engine in subjects. */
  readonly engine: string;
  /** What is wrong, once each time; it goes on by itself when that is over. */
  readonly onProblem?: (what: string) => void;
  /** Where it notes how far it is; "published.json" beside the segments unless told. */
  readonly positionFile?: string;
}

interface Batch {
  readonly head: Omit<BatchHead, "part" | "parts">;
  readonly records: Uint8Array;
  /** The ledger as of its end, where it is to be noted. */
  readonly position: PublishPosition | undefined;
}

/** What is there while it runs, from one look at the streams to the next. */
interface Run {
  readonly reader: JournalReader;
  readonly ledger: SessionLedger;
  readonly outboxes: ReadonlyMap<PublicAction, Outbox>;
  readonly journal: Outbox;
  /** Records of which the streams have got all already. */
  readonly storedUntil: number;
  readonly stored: ReadonlyMap<PublicAction, ReadonlySet<number>>;
  /** Parts of the record behind that which are stored already. */
  readonly storedParts: number;
}

/**
 * Publishes a journal to streams, behind whoever writes it: orders, fills, positions and risk as
 * messages of their own, and the records themselves in batches. It only reads the journal's files
 * and never waits, so that it can run in slices beside an engine or in a process of its own.
 *
 * Each message is in its stream once, whatever happens to the server or to this: a batch goes when
 * all that its records tell is stored, so that the last batch says how far the streams are.
 */
export class JournalPublisher implements Agent {
  readonly role = "journal publisher";
  readonly #options: JournalPublisherOptions;
  readonly #positionFile: string;
  #run: Run | undefined;
  #starting: Promise<void> | undefined;
  #nowMs = 0;
  #atEnd = false;
  #retryMs = 0;
  #closed = false;
  #problem: string | undefined;
  // Of the batch that is filled now.
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #first = 0;
  #since = 0;
  readonly #batches: Batch[] = [];
  readonly #noted: PublishPosition[] = [];
  #savedMs = 0;

  constructor(options: JournalPublisherOptions) {
    this.#options = options;
    this.#positionFile = options.positionFile ?? path.join(options.dir, "published.json");
  }

  /** Why it does not get on; undefined while it does. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** All records up to this one are in the streams; 0 before it knows. */
  get published(): number {
    const run = this.#run;
    if (run === undefined) return 0;
    const waiting = this.#batches[0]?.head.first ?? (this.#bytes > 0 ? this.#first : Infinity);
    return Math.min(run.journal.storedUntil, waiting - 1, run.reader.nextSequence - 1);
  }

  /** All that the journal held at the last `doWork` is in the streams. */
  get isCaughtUp(): boolean {
    const run = this.#run;
    if (run === undefined || !this.#atEnd || !run.journal.isEmpty) return false;
    if (this.#bytes > 0 || this.#batches.length > 0) return false;
    return [...run.outboxes.values()].every((outbox) => outbox.isEmpty);
  }

  /** Reads, sends and notes what it can now. `nowNs` is any clock that only grows. */
  doWork(nowNs: number): number {
    const nowMs = nowNs / 1e6;
    this.#nowMs = nowMs;
    const run = this.#run;
    if (run === undefined) {
      this.#start(nowMs);
      return 0;
    }
    try {
      return this.#work(run, nowMs);
    } catch (error) {
      this.#fail(error);
      return 0;
    }
  }

  /** Notes how far it is, if that is the journal's end, and lets go. What is on its way may be stored. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const run = this.#run;
    if (run !== undefined && this.isCaughtUp) {
      const { id: journal, nextSequence } = run.reader;
      this.#save({ journal, sequence: nextSequence - 1, ledger: run.ledger.save() });
    }
    this.#stop();
  }

  #work(run: Run, nowMs: number): number {
    for (const outbox of run.outboxes.values()) outbox.push();
    run.journal.push();
    if (this.#run !== run) return 0; // a message was lost: it begins anew
    let records = 0;
    this.#atEnd = false;
    while (records < RECORDS_A_CALL && this.#hasRoom(run) && !this.#atEnd) {
      this.#atEnd = !run.reader.next();
      if (this.#atEnd) break;
      this.#take(run, nowMs);
      records += 1;
    }
    if (this.#run !== run) return records;
    const isDue = this.#bytes > 0 && nowMs - this.#since >= LINGER_MS;
    if (isDue && this.#batches.length < BATCHES_WAITING) this.#endBatch(run, nowMs);
    return records + this.#sendBatches(run) + this.#note(run);
  }

  #hasRoom(run: Run): boolean {
    if (this.#run !== run) return false;
    if (this.#batches.length >= BATCHES_WAITING || !run.journal.isReady) return false;
    for (const outbox of run.outboxes.values()) if (!outbox.isReady) return false;
    return true;
  }

  #take(run: Run, nowMs: number): void {
    const { reader, ledger } = run;
    const { sequence } = reader;
    // The ledger takes them all: what it tells of later ones depends on it.
    for (const { action, subject, text } of ledger.take(reader)) {
      if (sequence <= run.storedUntil || run.stored.get(action)!.has(sequence)) continue;
      const id = recordMessageId(reader.id, sequence);
      run.outboxes.get(action)!.send(subject, Buffer.from(text), id, sequence);
    }
    if (sequence <= run.storedUntil) return;
    const raw = rawRecord(reader);
    if (this.#bytes > 0 && this.#bytes + raw.length > BATCH_BYTES) {
      // It ends before this record, but the ledger has seen that: the next one can be noted.
      this.#endBatch(run, nowMs, sequence - 1);
    }
    if (this.#bytes === 0) {
      this.#first = sequence;
      this.#since = nowMs;
    }
    this.#parts.push(raw.slice());
    this.#bytes += raw.length;
  }

  #endBatch(run: Run, nowMs: number, last = run.reader.nextSequence - 1): void {
    const { id: journal, epochNs, nextSequence } = run.reader;
    const isNoted = last === nextSequence - 1 && nowMs - this.#savedMs >= SAVE_MS;
    if (isNoted) this.#savedMs = nowMs;
    const ledger = isNoted ? run.ledger.save() : undefined;
    const position = ledger && { journal, sequence: last, ledger };
    const head = { first: this.#first, last, epochNs };
    this.#batches.push({ head, records: Buffer.concat(this.#parts), position });
    this.#parts = [];
    this.#bytes = 0;
  }

  /** Batches whose records have told all they had to tell. */
  #sendBatches(run: Run): number {
    let told = Infinity;
    for (const outbox of run.outboxes.values()) told = Math.min(told, outbox.storedUntil);
    let sent = 0;
    for (let next = this.#batches[0]; next !== undefined; next = this.#batches[0]) {
      if (next.head.last > told || !run.journal.isReady) break;
      this.#sendBatch(run, next);
      this.#batches.shift();
      if (this.#run !== run) return sent;
      if (next.position !== undefined) this.#noted.push(next.position);
      sent += 1;
    }
    return sent;
  }

  #sendBatch(run: Run, { head, records }: Batch): void {
    const { first, last } = head;
    const subject = journalSubject(this.#options.engine, run.reader.id);
    const parts = Math.max(1, Math.ceil(records.length / PART_BYTES));
    // A record in parts is a batch of its own.
    const from = first === run.storedUntil + 1 && parts > 1 ? run.storedParts : 0;
    for (let part = from; part < parts; part++) {
      const piece = records.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
      const data = encodeBatch({ ...head, part, parts }, piece);
      const id = batchMessageId(run.reader.id, { first, last, part });
      run.journal.send(subject, data, id, last);
    }
  }

  /** Writes down how far it is. */
  #note(run: Run): number {
    let latest: PublishPosition | undefined;
    while (this.#noted[0] !== undefined && this.#noted[0].sequence <= run.journal.storedUntil) {
      latest = this.#noted.shift();
    }
    if (latest === undefined) return 0;
    this.#save(latest);
    return 1;
  }

  #save(position: PublishPosition): void {
    try {
      savePosition(this.#positionFile, position);
      this.#problem = undefined;
    } catch (error) {
      // A full disk, for instance. It only costs time after a restart.
      this.#tell(error instanceof Error ? error.message : String(error));
    }
  }

  #start(nowMs: number): void {
    if (this.#starting !== undefined || this.#closed || nowMs < this.#retryMs) return;
    this.#starting = this.#open()
      .then((run) => {
        if (this.#closed) close(run);
        else this.#run = run;
      })
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#starting = undefined;
      });
  }

  async #open(): Promise<Run> {
    const { dir, bus, engine } = this.#options;
    const { id, epochNs } = identityOf(dir);
    const position = loadPosition(this.#positionFile, id);
    const tail = await lastBatch(bus, { engine, journal: id });
    const noted = position?.sequence ?? 0;
    const storedUntil = Math.max(noted, tail?.last ?? 0);
    const sinceMs = tail?.timeMs ?? statSync(listSegments(dir)[0]!.file).birthtimeMs;
    const stored = new Map<PublicAction, ReadonlySet<number>>();
    for (const action of ACTIONS) {
      const of = { journal: id, after: storedUntil, inFlight: IN_FLIGHT, sinceMs };
      stored.set(action, await storedRecords(bus, streamName(action), of));
    }
    const windows = new Map<string, number>();
    for (const action of [...ACTIONS, "journal"] as const) {
      windows.set(action, await duplicateWindowMs(bus, streamName(action)));
    }
    const reader = position ? JournalReader.open(dir, { from: noted + 1 }) : openAtBase(dir);
    const base = reader.nextSequence;
    if (position === undefined && base > storedUntil + 1) {
      reader.close();
      const gone = `records ${storedUntil + 1} to ${base - 1} are in no stream, and what they need is deleted`;
      throw new DataError(
        { file: this.#positionFile },
        `${gone}: put ${path.basename(this.#positionFile)} back as it was, or the streams`,
      );
    }
    if (reader.nextSequence <= noted) {
      reader.close();
      const told = `records until ${noted} were published, but it ends with ${reader.nextSequence - 1}`;
      throw new DataError({ file: dir }, `${told}: a crash of the machine has lost the others`);
    }
    const ledger = new SessionLedger({ journal: id, engine, epochNs });
    if (position !== undefined) ledger.restore(position.ledger);
    const limits = { inFlight: IN_FLIGHT, inFlightBytes: IN_FLIGHT_BYTES };
    const outbox = (stream: string, windowMs: number): Outbox =>
      new Outbox({
        ...limits,
        bus,
        stream,
        duplicateWindowMs: windowMs,
        onRefused: (why) => this.#tell(why),
        onLost: (why) => this.#fail(new BusError("refused", why)),
      });
    const outboxes = new Map(
      ACTIONS.map((action) => [action, outbox(streamName(action), windows.get(action)!)]),
    );
    const journal = outbox(streamName("journal"), windows.get("journal")!);
    const storedParts = tail?.last === storedUntil ? tail.parts : 0;
    return { reader, ledger, outboxes, journal, storedUntil, stored, storedParts };
  }

  /** Begins anew after a while: from what the streams have got. */
  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#stop();
    this.#retryMs = this.#nowMs + RETRY_MS;
    this.#tell(error instanceof Error ? error.message : String(error));
  }

  #tell(what: string): void {
    if (this.#problem === what) return;
    this.#problem = what;
    this.#options.onProblem?.(what);
  }

  #stop(): void {
    const run = this.#run;
    this.#run = undefined;
    this.#parts = [];
    this.#bytes = 0;
    this.#batches.length = 0;
    this.#noted.length = 0;
    if (run !== undefined) close(run);
  }
}

function close(run: Run): void {
  for (const outbox of run.outboxes.values()) outbox.close();
  run.journal.close();
  run.reader.close();
}

/** Subject of the batches of a journal: no other journal has it. */
function journalSubject(engine: string, journal: string): string {
  const nothing = { market: "", symbol: "" };
  return formatSubject({ action: "journal", exchange: engine, account: journal, ...nothing });
}

async function lastBatch(
  bus: Bus,
  of: { readonly engine: string; readonly journal: string },
): Promise<{ readonly last: number; readonly parts: number; readonly timeMs: number } | undefined> {
  const subject = journalSubject(of.engine, of.journal);
  const found = await lastUnder(bus, streamName("journal"), subject);
  if (found === undefined) return undefined;
  const { first, last, part, parts } = decodeBatch(found.data);
  const { timeMs } = found;
  return part + 1 === parts
    ? { last, parts: 0, timeMs }
    : { last: first - 1, parts: part + 1, timeMs };
}

function identityOf(dir: string): { readonly id: string; readonly epochNs: bigint } {
  const reader = JournalReader.open(dir);
  reader.close();
  return { id: reader.id, epochNs: reader.epochNs };
}
