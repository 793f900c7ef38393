import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  type Bus,
  Recorder,
  type Rotation,
  runRecorder,
  StreamSink,
  TapeFiles,
  TapePlayer,
  tapesFromStream,
} from "@mexoms/live";
import { openTape, type Tape } from "@mexoms/sim";
import { makeStream, sampleTape, scratchFolder, startNats } from "./scratch.ts";

const SAMPLES = ["swap-BTCUSDT", "inverse-BTCUSD", "l3-BTCUSDT"];
const machineClock = { read: (): number => Math.floor(performance.now() * 1e6) };

function streamSink(bus: Bus, options: { bufferMessages?: number } = {}): StreamSink {
  return new StreamSink({
    bus,
    stream: "MD",
    bufferMessages: options.bufferMessages ?? 1024,
    bufferBytes: 32 << 20,
    readyMessages: 64,
    factsNs: 60e9,
    say: () => {},
  });
}

async function recordToStream(bus: Bus, tapes: readonly Tape[], batchRows = 512): Promise<void> {
  const recorder = new Recorder({
    source: new TapePlayer({ tapes, pace: "max" }),
    sinks: [streamSink(bus)],
    batchRows,
    flushNs: 1e9,
    whenBehind: "wait",
    say: () => {},
  });
  const signal = new AbortController().signal;
  expect(await runRecorder(recorder, { clock: machineClock, signal, drainMs: 60_000 })).toBe(true);
}

async function recordToFiles(tapes: readonly Tape[], rotation: Rotation): Promise<string[]> {
  const folder = scratchFolder();
  const recorder = new Recorder({
    source: new TapePlayer({ tapes, pace: "max" }),
    sinks: [new TapeFiles({ folder, rotation, say: () => {} })],
    batchRows: 333,
    flushNs: 1e9,
    whenBehind: "wait",
    say: () => {},
  });
  const signal = new AbortController().signal;
  expect(await runRecorder(recorder, { clock: machineClock, signal, drainMs: 60_000 })).toBe(true);
  return readdirSync(folder)
    .toSorted()
    .map((name) => path.join(folder, name));
}

describe("a recording", () => {
  it.each(SAMPLES)("of %s gives the same tape by stream, by tape file and by CSV", async (name) => {
    const tape = sampleTape(name);
    const [file, ...more] = await recordToFiles([tape], {});
    expect(more).toEqual([]);
    expect(openTape(file!, { verify: true }).digest).toBe(tape.digest);

    const { bus } = await startNats();
    await makeStream(bus, "MD");
    await recordToStream(bus, [tape]);
    const back = await tapesFromStream({ bus, stream: "MD" });
    expect(back.tapes.map(({ digest }) => digest)).toEqual([tape.digest]);
    expect(back.gaps).toEqual([]);
    expect(back.notes).toEqual([]);
    back.close();
  });
});
