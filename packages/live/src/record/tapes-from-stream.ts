import path from "node:path";
import {
  ConfigError,
  DataError,
  formatTimestamp,
  type Instrument,
  parseSubject,
  subjectFilter,
} from "@mexoms/core";
import { loadTape, openTape, type Tape } from "@mexoms/sim";
import { TemporaryFolder } from "@mexoms/sim/files";
import type { Bus } from "../bus/bus.ts";
import { BatchDecoder } from "./batch-decoder.ts";
import { checkStream } from "./check-stream.ts";
import { gapText, type StreamGap } from "./stream-gap.ts";
import { StreamRecording } from "./stream-recording.ts";

/** Tapes of up to so many rows are held in memory; larger ones stay in a temporary file. */
const ROWS_IN_MEMORY = 1_000_000;
/**
 * Messages are read from so long before the rows that are wanted: the instrument's facts stand in
 * some messages only, and the clocks of recorder and server may differ.
 */
const LEAD_NS = 300_000_000_000n;
/** Steps of putting tapes together between two looks at the event loop. */
const STEPS_AT_ONCE = 16;

export interface TapesFromStreamOptions {
  readonly bus: Bus;
  /** Stream of market data. */
  readonly stream: string;
  /** Local times of the rows, in nanoseconds since 1970: from `sinceNs` on, before `untilNs`; all unless given. */
  readonly sinceNs?: bigint;
  readonly untilNs?: bigint;
  /** Ids such as "binance:usdm:BTCUSDT"; all in the stream unless given. */
  readonly instruments?: readonly string[];
  /** Name of the recording, where the stream has several of the same time. */
  readonly recording?: string;
  /** Told how many messages were read and how many are left. */
  readonly onProgress?: (read: number, left: number) => void;
}

/** Tapes made of a stream. */
export interface StreamTapes {
  readonly tapes: readonly Tape[];
  /** Rows that are missing; each is a gap on its tape, too. */
  readonly gaps: readonly StreamGap[];
  /** What a person should know, each one sentence. */
  readonly notes: readonly string[];
  /** Removes temporary files: the tapes cannot be used any more. */
  close(): void;
}

/**
 * Makes tapes of the market data in a stream: the very tapes that the recorded data would give, in
 * bounded memory. Throws ConfigError when recordings of an instrument overlap, DataError for damaged
 * messages and when there is nothing in the range.
 */
export async function tapesFromStream(options: TapesFromStreamOptions): Promise<StreamTapes> {
  await checkStream(options.bus, options.stream);
  const folder = new TemporaryFolder("mexoms-replay");
  const remove = (): void => folder.remove();
  const reader = new RecordingReader(options, folder.path);
  try {
    const filters = (options.instruments ?? [undefined]).map((id) => filterOf(id));
    for (const filter of filters) await reader.read(filter);
    return { ...(await reader.tapes()), close: remove };
  } catch (error) {
    reader.discard();
    remove();
    throw error;
  }
}

class RecordingReader {
  readonly #options: TapesFromStreamOptions;
  readonly #folder: string;
  readonly #decoder: BatchDecoder;
  readonly #recordings: Map<string, StreamRecording> = new Map();
  readonly #instruments: Map<number, Instrument> = new Map();
  #files = 0;
  #read = 0;

  constructor(options: TapesFromStreamOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.#decoder = new BatchDecoder(`stream ${options.stream}`);
  }

  async read(filter: string): Promise<void> {
    const { bus, stream, sinceNs, recording, onProgress } = this.#options;
    // A row is stored after it was received: what is wanted is not before that time of the server.
    const from = sinceNs === undefined ? undefined : sinceNs - LEAD_NS;
    for await (const message of bus.replay({ stream, filter, sinceNs: from })) {
      this.#read += 1;
      if (this.#read % 256 === 0) onProgress?.(this.#read, message.pending);
      this.#decoder.open(message.data);
      const instrument = this.#decoder.instrument();
      if (instrument) this.#instruments.set(this.#decoder.factsCrc, instrument);
      if (recording !== undefined && this.#decoder.recording !== recording) continue;
      this.#recordingOf(message.subject).add(message.data);
    }
  }

  async tapes(): Promise<Omit<StreamTapes, "close">> {
    const recordings = [...this.#recordings.values()];
    for (const recording of recordings) recording.finish();
    const kept = recordings.filter(({ firstNs }) => firstNs !== undefined);
    if (kept.length === 0) throw this.#nothing();
    checkOverlaps(kept);
    kept.sort((a, b) => (a.firstNs! < b.firstNs! ? -1 : 1));
    const tapes: Tape[] = [];
    for (const recording of kept) tapes.push(...(await this.#finish(recording)));
    const gaps = kept.flatMap((recording) => recording.gaps);
    return {
      tapes,
      gaps,
      notes: [...gaps.map(gapText), ...kept.flatMap((one) => this.#notes(one))],
    };
  }

  discard(): void {
    for (const recording of this.#recordings.values()) recording.discard();
  }

  async #finish(recording: StreamRecording): Promise<Tape[]> {
    const tapes: Tape[] = [];
    for (const part of recording.parts) {
      const { tape } = part;
      tape.begin(recording.instrumentOf(part, this.#instruments), {
        format: "jetstream",
        files: [`${this.#options.stream}/${recording.recording}`],
        clockShiftNs: 0,
        lines: { rows: tape.rows },
        notes: [...recording.gaps.map(gapText), ...this.#notes(recording)],
      });
      for (let steps = 0; tape.step() === undefined; steps++) {
        if (steps % STEPS_AT_ONCE === 0) await new Promise((done) => setImmediate(done));
      }
      const opened = openTape(tape.file, { verify: false });
      tapes.push(opened.rowCount <= ROWS_IN_MEMORY ? loadTape(opened) : opened);
    }
    return tapes;
  }

  #notes({ id, recording, firstRow, complete, repeats, parts }: StreamRecording): string[] {
    const { sinceNs, untilNs } = this.#options;
    const of = `Recording ${recording} of ${id}`;
    const notes: string[] = [];
    if (sinceNs === undefined && firstRow !== 0) {
      notes.push(
        `${of} begins with row ${firstRow}: the ones before are not in the stream any more.`,
      );
    }
    if (!complete && untilNs === undefined) {
      notes.push(`${of} has no end: its recorder is at work, or was cut off.`);
    }
    if (repeats > 0) notes.push(`${of}: ${repeats} messages stood twice; each row counts once.`);
    if (parts.length > 1) {
      notes.push(`${of}: the instrument changed ${parts.length - 1} times, a tape for each.`);
    }
    return notes;
  }

  #recordingOf(subject: string): StreamRecording {
    const { exchange, market, symbol } = parseSubject(subject);
    const id = `${exchange}:${market}:${symbol}`;
    const key = `${this.#decoder.recording} ${id}`;
    const known = this.#recordings.get(key);
    if (known) return known;
    const { sinceNs, untilNs } = this.#options;
    const recording = new StreamRecording({
      id,
      decoder: this.#decoder,
      range: { sinceNs, untilNs },
      file: () => path.join(this.#folder, `${this.#files++}.tape`),
    });
    this.#recordings.set(key, recording);
    return recording;
  }

  #nothing(): DataError {
    const { stream, instruments, sinceNs, untilNs, recording } = this.#options;
    const what = [
      instruments ? ` of ${instruments.join(", ")}` : "",
      recording === undefined ? "" : ` in recording ${recording}`,
      sinceNs === undefined ? "" : ` since ${formatTimestamp(sinceNs)}`,
      untilNs === undefined ? "" : ` until ${formatTimestamp(untilNs)}`,
    ].join("");
    const problem = `has no market data${what}; ${this.#read} messages were read`;
    return new DataError({ file: `stream ${stream}` }, problem);
  }
}

/** Two recordings of one time would be two truths: somebody has to choose. */
function checkOverlaps(recordings: readonly StreamRecording[]): void {
  for (const one of recordings) {
    const other = recordings.find(
      (each) =>
        each !== one &&
        each.id === one.id &&
        each.firstNs! <= one.lastNs! &&
        one.firstNs! <= each.lastNs!,
    );
    if (!other) continue;
    const span = ({ recording, firstNs, lastNs }: StreamRecording): string =>
      `${recording} (${formatTimestamp(firstNs!)} to ${formatTimestamp(lastNs!)})`;
    throw new ConfigError(
      "recording",
      `the stream has two of ${one.id} at the same time: choose ${span(one)} or ${span(other)}`,
    );
  }
}

function filterOf(id: string | undefined): string {
  if (id === undefined) return subjectFilter({ action: "md" });
  const [exchange, market, ...symbol] = id.split(":");
  if (exchange === undefined || market === undefined || symbol.length === 0) {
    throw new ConfigError("instrument", `"${id}" is not like binance:usdm:BTCUSDT`);
  }
  return subjectFilter({ action: "md", exchange, market, symbol: symbol.join(":") });
}
