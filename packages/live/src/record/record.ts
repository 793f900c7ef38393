import { randomInt } from "node:crypto";
import { ConfigError } from "@mexoms/core";
import type { Tape } from "@mexoms/sim/engine";
import type { Bus } from "../bus/bus.ts";
import { MonoClock } from "../clock/mono-clock.ts";
import { SessionClock } from "../clock/session-clock.ts";
import { SessionControl } from "../memory/session-control.ts";
import { RECORDING_LENGTH } from "./batch-layout.ts";
import type { Say } from "./batch-sink.ts";
import { checkStream } from "./check-stream.ts";
import { Recorder } from "./recorder.ts";
import { RingSource } from "./ring-source.ts";
import type { RowSource } from "./row-source.ts";
import { runRecorder } from "./run-recorder.ts";
import { StreamSink } from "./stream-sink.ts";
import { type Rotation, TapeFiles, type WrittenTape } from "./tape-files.ts";
import { TapePlayer } from "./tape-player.ts";

export interface RecordOptions {
  /** Tapes to play, or the session in shared memory whose rows to take. */
  readonly from:
    | {
        readonly tapes: readonly Tape[];
        /** How fast against their own time; "max": as fast as it goes, waiting where it must. */
        readonly speed: number | "max";
      }
    | {
        readonly memory: string;
        readonly session: string;
        /** Ids; all of the session unless given. */
        readonly instruments?: readonly string[];
      };
  /** Stream of market data to write to. */
  readonly stream?: { readonly bus: Bus; readonly name: string };
  /** Tape files to write. */
  readonly files?: { readonly folder: string; readonly rotation: Rotation };
  /** Ends the recording in order. */
  readonly signal: AbortSignal;
  /** Told of what goes wrong, a line each. */
  readonly say: Say;
  /** Told several times a second how it stands. */
  readonly onProgress?: (report: RecordReport) => void;
}

/** How a recording stands, or how it went. */
export interface RecordReport {
  /** Ids of the instruments and the names of their recordings. */
  readonly recordings: readonly { readonly instrument: string; readonly recording: string }[];
  readonly rows: number;
  /** Share of the tapes that was played; undefined for a session. */
  readonly share: number | undefined;
  /** Rows that wait to be read; undefined for tapes. */
  readonly lagRows: number | undefined;
  /** Places at which rows were lost before the recorder had them. */
  readonly sourceGaps: number;
  /** Rows whose local time had to be moved behind their exchange time or the row before. */
  readonly clockFixes: number;
  readonly stream:
    | {
        readonly batches: number;
        readonly bytes: number;
        /** Batches that the stream has not confirmed. */
        readonly waiting: number;
        readonly connected: boolean;
        /** Rows that were dropped, and at how many places. */
        readonly droppedRows: number;
        readonly gaps: number;
      }
    | undefined;
  readonly files: readonly WrittenTape[];
  readonly seconds: number;
}

/** Rows of a full batch. */
const BATCH_ROWS = 2048;
/** How long a row waits for its batch, in nanoseconds of the machine. */
const FLUSH_NS = 250e6;
/** Facts of the instruments are sent again that often, in nanoseconds of the machine. */
const FACTS_NS = 60e9;
/** And so often the books, for readers that begin in the middle. */
const BOOK_NS = 60e9;
const BUFFER_BYTES = 32 << 20;
const BUFFER_MESSAGES = 16_384;
/** Batches on their way at which a tape is held back. */
const READY_MESSAGES = 64;
const DRAIN_MS = 15_000;

/**
 * Records market data until its source ends or `signal` comes. Throws ConfigError for options that do
 * not go together. Returns how it went, with `settled` false when the stream did not take all within
 * 15 s of the end.
 */
export async function record(
  options: RecordOptions,
): Promise<RecordReport & { readonly settled: boolean }> {
  const { from, stream, files, signal, say } = options;
  if (!stream && !files) throw new ConfigError("out", "give a stream or a folder to record to");
  if (stream) await checkStream(stream.bus, stream.name);
  const control = "session" in from ? SessionControl.open(from.memory, from.session) : undefined;
  try {
    const source = control ? sessionSource(control, options) : tapeSource(from);
    const clock = clockOf(source, from);
    const speed = "speed" in from && from.speed !== "max" ? from.speed : 1;
    const streamSink =
      stream &&
      new StreamSink({
        bus: stream.bus,
        stream: stream.name,
        bufferMessages: BUFFER_MESSAGES,
        bufferBytes: BUFFER_BYTES,
        readyMessages: READY_MESSAGES,
        factsNs: FACTS_NS * speed,
        bookNs: BOOK_NS * speed,
        say,
      });
    const fileSink = files && new TapeFiles({ ...files, say });
    const recorder = new Recorder({
      source,
      sinks: [streamSink, fileSink].filter((sink) => sink !== undefined),
      batchRows: BATCH_ROWS,
      flushNs: FLUSH_NS * speed,
      whenBehind: "speed" in from && from.speed === "max" ? "wait" : "drop",
      say,
    });
    const startedMs = performance.now();
    const report = (): RecordReport => ({
      recordings: source.tracks.map(({ instrument, recording }) => ({
        instrument: instrument.id,
        recording,
      })),
      rows: recorder.rows,
      share: source.share,
      lagRows: source instanceof RingSource ? source.lag : undefined,
      sourceGaps: recorder.sourceGaps,
      clockFixes: recorder.clockFixes,
      stream: streamSink && streamReport(streamSink),
      files: fileSink?.written ?? [],
      seconds: (performance.now() - startedMs) / 1000,
    });
    const onProgress = (): void => options.onProgress?.(report());
    let last = report();
    const settled = await runRecorder(recorder, {
      clock,
      signal,
      drainMs: DRAIN_MS,
      onProgress,
      beforeClose: () => {
        last = report();
      },
    });
    return { ...last, settled };
  } finally {
    control?.close();
  }
}

function streamReport(sink: StreamSink): NonNullable<RecordReport["stream"]> {
  const { batches, bytes, waiting, connected, droppedRows, gaps } = sink;
  return { batches, bytes, waiting, connected, droppedRows, gaps };
}

function tapeSource(from: RecordOptions["from"]): RowSource {
  if (!("tapes" in from)) throw new ConfigError("from", "give tapes or a session");
  return new TapePlayer({ tapes: from.tapes, pace: from.speed === "max" ? "max" : "clock" });
}

function sessionSource(control: SessionControl, { from, say }: RecordOptions): RowSource {
  const instruments = "session" in from ? from.instruments : undefined;
  const recording = newRecording();
  return new RingSource({ control, recording, say, ...(instruments ? { instruments } : {}) });
}

/** A name that no other recording has. */
function newRecording(): string {
  let name = "";
  while (name.length < RECORDING_LENGTH) name += randomInt(36).toString(36);
  return name;
}

function clockOf(source: RowSource, from: RecordOptions["from"]): { read(): number } {
  if (!("speed" in from) || from.speed === "max" || !(source instanceof TapePlayer)) {
    return new MonoClock();
  }
  return new SessionClock({
    epochNs: source.epochNs,
    originMonoNs: process.hrtime.bigint(),
    speed: from.speed,
  });
}
