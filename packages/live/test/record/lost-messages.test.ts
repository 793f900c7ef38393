import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ROW_GAP, ROW_KIND_MASK } from "@mexoms/core/internal";
import { type Bus, NatsServer } from "@mexoms/live";
import {
  BatchEncoder,
  MarketBatch,
  TapeFiles,
  TapePlayer,
  type WrittenTape,
} from "@mexoms/live/internal";
import { allRows, type Tape } from "@mexoms/sim";
import { connected, serverAtHand } from "../bus/at-hand.ts";
import { tempFolder } from "../bus/temp-folder.ts";
import { until } from "../bus/until.ts";
import {
  bookAfter,
  recorderOf,
  sampleTape,
  setUp,
  streamsAtHand,
  streamSink,
  tapesOf,
} from "./recordings.ts";

const TAPE = sampleTape("spot-BTCUSDT");
const SUBJECT = "md.synthetic._.spot.BTCUSDT";

interface Message {
  readonly firstRow: number;
  readonly rows: number;
  readonly bytes: Uint8Array;
}

/** The tape as messages of these sizes, over and over. */
function messagesOf(tape: Tape, recording: string, sizes: readonly number[]): Message[] {
  const { instrument, epochNs } = tape;
  const encoder = new BatchEncoder({ recording, instrument, epochNs, orders: false });
  const rows = allRows(tape);
  const messages: Message[] = [];
  let [at, firstRow] = [0, 0];
  while (at < rows.event.length) {
    const batch = new MarketBatch(sizes[messages.length % sizes.length]!, { orders: false });
    at = batch.fill(rows, at, 0, Infinity);
    const out = new Uint8Array(encoder.bytesMax(batch.length));
    const facts = messages.length % 5 === 0;
    const length = encoder.encode(batch, { firstRow, facts, end: false }, out);
    messages.push({ firstRow, rows: batch.length, bytes: out.slice(0, length) });
    firstRow += batch.length;
  }
  const out = new Uint8Array(encoder.bytesMax(0));
  const none = new MarketBatch(1, { orders: false });
  const length = encoder.encode(none, { firstRow, facts: true, end: true }, out);
  messages.push({ firstRow, rows: 0, bytes: out.slice(0, length) });
  return messages;
}

async function publish(bus: Bus, messages: readonly Message[], id: string): Promise<void> {
  const publisher = bus.publisher({
    stream: "MD",
    inFlight: 10_000,
    inFlightBytes: 1 << 30,
    refused: "drop",
    onRefused: (_ticket, why) => {
      throw new Error(why);
    },
  });
  messages.forEach(({ bytes }, i) => publisher.publish(SUBJECT, bytes, `${id}-${i}`));
  await publisher.settled();
  publisher.close();
}

function gapsOn(tape: Tape): number {
  return allRows(tape).event.filter((flags) => (flags & ROW_KIND_MASK) === ROW_GAP).length;
}

describe("messages of a stream", () => {
  it("that come late, twice or never give each row once, and a gap for each hole", async () => {
    const bus = await streamsAtHand();
    const sizes = fc.array(fc.integer({ min: 40, max: 900 }), { minLength: 1, maxLength: 5 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        sizes,
        fc.infiniteStream(fc.integer({ min: 0, max: 20 })),
        fc.array(fc.nat(200), { maxLength: 4 }),
        async (sizesOfBatches, dice, lost) => {
          const recording = `run${String(run++).padStart(5, "0")}`;
          const all = messagesOf(TAPE, recording, sizesOfBatches);
          const lose = new Set(lost.map((at) => at % (all.length - 1)));
          const sent = all
            .filter((_, i) => !lose.has(i))
            .flatMap((one) => (dice.next().value === 0 ? [one, one] : [one]))
            .map((one, i) => ({ one, at: i + dice.next().value }))
            .toSorted((a, b) => a.at - b.at)
            .map(({ one }) => one);
          await publish(bus, sent, recording);
          const { tapes, gaps } = await tapesOf(bus, { recording });
          const missing = [...lose].reduce((sum, at) => sum + all[at]!.rows, 0);
          // A first message that is lost is no hole: the tape begins later, with a gap.
          const start = lose.has(0) ? 1 : 0;
          expect(tapes).toHaveLength(1);
          const beginning = startRows(all, lose);
          expect(gaps.reduce((sum, gap) => sum + gap.rows, 0)).toBe(missing - beginning);
          const inTheMiddle = gaps.filter(({ atNs }) => atNs !== undefined).length;
          expect(gapsOn(tapes[0]!)).toBe(inTheMiddle + start);
          if (lose.size === 0) expect(tapes[0]!.digest).toBe(TAPE.digest);
          else expect(gaps.length).toBeGreaterThanOrEqual(lose.size > start ? 1 : 0);
        },
      ),
      { numRuns: 12 },
    );
  });

  it("that are damaged are refused, with the name of the stream", async () => {
    const bus = await streamsAtHand();
    const [first] = messagesOf(TAPE, "damaged0", [500]);
    first!.bytes[200]! ^= 4;
    await publish(bus, [first!], "damaged");
    await expect(tapesOf(bus)).rejects.toThrow("stream MD: checksum: does not match");
  });

  it("of two recordings of one time are two truths: one must be chosen", async () => {
    const bus = await streamsAtHand();
    await publish(bus, messagesOf(TAPE, "recorda0", [700]), "a");
    await publish(bus, messagesOf(TAPE, "recordb0", [700]), "b");
    await expect(tapesOf(bus)).rejects.toThrow(/recording: the stream has two of synthetic:spot/);
    const { tapes } = await tapesOf(bus, { recording: "recordb0" });
    expect(tapes.map(({ digest }) => digest)).toEqual([TAPE.digest]);
  });
});

/** Rows of the messages at the beginning that were lost. */
function startRows(all: readonly Message[], lose: ReadonlySet<number>): number {
  let rows = 0;
  for (let i = 0; lose.has(i); i++) rows += all[i]!.rows;
  return rows;
}

describe("a recorder whose nats-server goes away", () => {
  it("goes on to files, keeps what fits, drops the rest as a gap, and goes on after", async () => {
    const folder = tempFolder();
    const server = await serverAtHand({ folder });
    const bus = await connected(server.url);
    await setUp(bus);
    const said: string[] = [];
    const stream = streamSink({ bus, bufferMessages: 8, say: (line) => said.push(line) });
    const files = new TapeFiles({ folder: tempFolder(), rotation: {}, say: () => {} });
    const player = new TapePlayer({ tapes: [TAPE], pace: "clock" });
    const recorder = recorderOf(player, [stream, files], { batchRows: 256, whenBehind: "drop" });
    const playTo = async (fromS: number, toS: number): Promise<void> => {
      for (let s = fromS; s <= toS; s++) {
        recorder.doWork(s * 1e9);
        if (bus.connected) await until("stored", () => stream.settled);
      }
    };

    await playTo(0, 60);
    expect(stream.gaps).toBe(0);
    await server.kill();
    await until("disconnected", () => !bus.connected);
    await playTo(61, 300);
    expect(stream.waiting).toBe(8);
    expect(stream.gaps).toBe(1);
    expect(stream.droppedRows).toBeGreaterThan(1000);
    const again = await NatsServer.start({ folder, port: server.port });
    try {
      await until("connected again", () => bus.connected && stream.settled);
      await playTo(301, 480);
      await until("done", () => {
        recorder.doWork(500e9);
        return recorder.done;
      });
      expect(stream.gaps).toBe(1);
      expect(said).toHaveLength(1);

      const { tapes, gaps } = await tapesOf(bus);
      expect(gaps.map(({ rows }) => rows)).toEqual([stream.droppedRows]);
      expect(gapsOn(tapes[0]!)).toBe(1);
      // A book follows the gap, so that it is not the end of all trust.
      expect(tapes[0]!.rowCount).toBeGreaterThan(TAPE.rowCount - stream.droppedRows + 20);
      expect(bookAfter(tapes[0]!)).toBe(bookAfter(TAPE));
      expect(bookAfter(TAPE)).toMatch(/^sound/);
      const [written] = files.written as [WrittenTape];
      expect(written.digest).toBe(TAPE.digest);
    } finally {
      recorder.close();
      await again.stop();
    }
  });
});
