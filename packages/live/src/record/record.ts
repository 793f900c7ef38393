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
import { type RecordReport, reportOf } from "./record-report.ts";
import { Recorder } from "./recorder.ts";
import { RingSource } from "./ring-source.ts";
import type { RowSource } from "./row-source.ts";
import { runRecorder } from "./run-recorder.ts";
import { StreamSink } from "./stream-sink.ts";
import { type Rotation, TapeFiles } from "./tape-files.ts";
import { TapePlayer } from "./tape-player.ts";

/** What is recorded and where to: to tape files, a stream of NATS, or both. */
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
    const streamSink = stream && streamSinkFor(stream, speed, say);
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
    const report = (): RecordReport =>
      reportOf({ source, recorder, streamSink, fileSink, startedMs });
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

function streamSinkFor(
  { bus, name }: NonNullable<RecordOptions["stream"]>,
  speed: number,
  say: Say,
): StreamSink {
  return new StreamSink({
    bus,
    stream: name,
    bufferMessages: BUFFER_MESSAGES,
    bufferBytes: BUFFER_BYTES,
    readyMessages: READY_MESSAGES,
    factsNs: FACTS_NS * speed,
    bookNs: BOOK_NS * speed,
    say,
  });
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
