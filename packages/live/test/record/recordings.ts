import { readdirSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { applySetup, type Bus, natsConfig, planSetup, tapesFromStream } from "@mexoms/live";
import {
  Recorder,
  type RowSource,
  runRecorder,
  StreamSink,
  TapeFiles,
  TapePlayer,
  type TapesFromStreamOptions,
} from "@mexoms/live/internal";
import type { Rotation, StreamTapes } from "@mexoms/live/internal";
import { Book, BUY, ROW_KIND_MASK, ROW_LOCAL, ROW_TRADE, SELL } from "@mexoms/core/internal";
import { allRows, openTape, type Tape } from "@mexoms/sim";
import { onTestFinished } from "vitest";
import { connected, serverAtHand } from "../bus/at-hand.ts";
import { tempFolder } from "../bus/temp-folder.ts";

const SAMPLES = path.resolve(import.meta.dirname, "../../../../../data/tapes");

export function sampleTape(name: string): Tape {
  return openTape(path.join(SAMPLES, `synthetic-${name}.tape`), { verify: false });
}

/** A connection to a server of the test's own, with the streams that a setup makes. */
export async function streamsAtHand(): Promise<Bus> {
  const server = await serverAtHand();
  const bus = await connected(server.url);
  await setUp(bus);
  return bus;
}

export async function setUp(bus: Bus): Promise<void> {
  const settings = { "streams.md.maxBytes": "1GB" };
  await applySetup(bus, await planSetup(bus, natsConfig({ settings })), { force: false });
}

export interface SinkOptions {
  readonly bus: Bus;
  readonly bufferMessages?: number;
  readonly bookNs?: number;
  readonly say?: (line: string) => void;
}

export function streamSink(options: SinkOptions): StreamSink {
  const { bus, bufferMessages = 1024, say = () => {} } = options;
  return new StreamSink({
    bus,
    stream: "MD",
    bufferMessages,
    bufferBytes: 32 << 20,
    readyMessages: 64,
    factsNs: 60e9,
    bookNs: options.bookNs ?? 60e9,
    say,
  });
}

export function recorderOf(
  source: RowSource,
  sinks: readonly (StreamSink | TapeFiles)[],
  options: { readonly batchRows?: number; readonly whenBehind?: "drop" | "wait" } = {},
): Recorder {
  return new Recorder({
    source,
    sinks,
    batchRows: options.batchRows ?? 512,
    flushNs: 1e9,
    whenBehind: options.whenBehind ?? "wait",
    say: () => {},
  });
}

/** Lets a recorder work to its end. */
export async function finished(recorder: Recorder): Promise<void> {
  const clock = { read: (): number => Math.floor(performance.now() * 1e6) };
  const signal = new AbortController().signal;
  expect(await runRecorder(recorder, { clock, signal, drainMs: 60_000 })).toBe(true);
}

export async function recordToStream(
  bus: Bus,
  tapes: readonly Tape[],
  { batchRows = 512, bookNs = 60e9 } = {},
): Promise<void> {
  const player = new TapePlayer({ tapes, pace: "max" });
  await finished(recorderOf(player, [streamSink({ bus, bookNs })], { batchRows }));
}

/** Records to files of the test. Returns them in the order of their names. */
export async function recordToFiles(
  tapes: readonly Tape[],
  rotation: Rotation = {},
): Promise<string[]> {
  const folder = tempFolder();
  const player = new TapePlayer({ tapes, pace: "max" });
  const files = new TapeFiles({ folder, rotation, say: () => {} });
  await finished(recorderOf(player, [files], { batchRows: 333 }));
  return readdirSync(folder)
    .toSorted()
    .map((name) => path.join(folder, name));
}

/** The book that all rows of a tape make, as text; also says whether it is to be trusted. */
export function bookAfter(tape: Tape, untilNs = Infinity): string {
  const book = new Book();
  const { event, localNs, priceTicks, qtyLots } = allRows(tape);
  for (let i = 0; i < event.length; i++) {
    const kind = event[i]! & ROW_KIND_MASK;
    if ((event[i]! & ROW_LOCAL) === 0 || kind === ROW_TRADE || localNs[i]! >= untilNs) continue;
    book.apply(event[i]!, priceTicks[i]!, qtyLots[i]!);
  }
  const levels = [BUY, SELL].map((side) => book.levels(side, 1e6));
  return `${book.gapped ? "gapped" : "sound"} ${JSON.stringify(levels)}`;
}

/** The tapes of a stream, whose files go away with the test. */
export async function tapesOf(
  bus: Bus,
  options: Partial<TapesFromStreamOptions> = {},
): Promise<StreamTapes> {
  const found = await tapesFromStream({ bus, stream: "MD", ...options });
  onTestFinished(() => found.close());
  return found;
}
