import { describe, expect, it, onTestFinished } from "vitest";
import { ROW_GAP, ROW_KIND_MASK } from "@mexoms/core/internal";
import { BookWriter, MonoClock, SessionControl } from "@mexoms/live";
import { type Recorder, RingSource, RowRingWriter, TapeFiles } from "@mexoms/live/internal";
import { allRows, openTape, type Tape } from "@mexoms/sim";
import { tempFolder } from "../bus/temp-folder.ts";
import { bookAfter, finished, recorderOf, sampleTape } from "./recordings.ts";

const TAPE = sampleTape("swap-BTCUSDT");
const ROWS = allRows(TAPE);

interface Session {
  readonly ring: RowRingWriter;
  readonly control: SessionControl;
  /** Writes the next rows of the tape. */
  readonly write: (rows: number) => void;
}

function sessionOf(slots: number): Session {
  const memory = tempFolder();
  const control = SessionControl.create({
    memory,
    session: "ring-test",
    epochNs: TAPE.epochNs,
    speed: 1,
    instruments: [TAPE.instrument.spec],
  });
  const ring = RowRingWriter.create(control.marketFile(0, "rows"), slots);
  onTestFinished(() => {
    ring.close();
    control.close();
  });
  let next = 0;
  const write = (rows: number): void => {
    for (const end = next + rows; next < end; next++) ring.pushFrom(ROWS, next, 0);
    ring.publish();
  };
  return { ring, control, write };
}

function recorderOn(control: SessionControl): { recorder: Recorder; files: TapeFiles } {
  const files = new TapeFiles({ folder: tempFolder(), rotation: {}, say: () => {} });
  const source = new RingSource({ control, recording: "ringtest", say: () => {} });
  return { recorder: recorderOf(source, [files], { whenBehind: "drop" }), files };
}

function writtenTape(files: TapeFiles): Tape {
  expect(files.written).toHaveLength(1);
  return openTape(files.written[0]!.file, { verify: true });
}

function gapsAt(tape: Tape): number[] {
  const found: number[] = [];
  allRows(tape).event.forEach((flags, i) => {
    if ((flags & ROW_KIND_MASK) === ROW_GAP) found.push(i);
  });
  return found;
}

describe("a recording of shared memory", () => {
  it("is the tape that was written there, and ends with the session", async () => {
    const { ring, control, write } = sessionOf(1 << 14);
    write(500);
    const { recorder, files } = recorderOn(control); // comes late: the first rows are still there
    while (ring.position < TAPE.rowCount) {
      write(Math.min(3000, TAPE.rowCount - ring.position));
      while (recorder.doWork(0) > 0);
    }
    ring.close();
    await finished(recorder);
    expect(writtenTape(files).digest).toBe(TAPE.digest);
    expect(recorder.sourceGaps).toBe(0);
  });

  it("has a gap where rows were overwritten before they were read", async () => {
    const { ring, control, write } = sessionOf(1024);
    const { recorder, files } = recorderOn(control);
    write(700);
    while (recorder.doWork(0) > 0);
    write(5000);
    while (recorder.doWork(0) > 0);
    write(300);
    ring.close();
    await finished(recorder);
    const tape = writtenTape(files);
    expect(recorder.sourceGaps).toBe(1);
    expect(gapsAt(tape)).toEqual([700]);
    expect(tape.rowCount).toBe(700 + 1 + 512 + 300);
  });

  it("of a session under way goes on from the book in shared memory", async () => {
    const { ring, control, write } = sessionOf(1024);
    const clock = new MonoClock();
    const book = BookWriter.create(control.marketFile(0, "book"), {
      levels: 100,
      instrument: TAPE.instrument.spec,
      market: 0,
      epochNs: TAPE.epochNs,
    });
    onTestFinished(() => book.close());
    write(30_000);
    for (let i = 0; i < 30_000; i++) book.rowFrom(ROWS, i);
    book.publish(Float64Array.of(ROWS.exchNs[29_999]!, ROWS.localNs[29_999]!, ring.position));
    book.beat(clock.read());
    const { recorder, files } = recorderOn(control);
    for (let i = 0; i < 24; i++) {
      write(500);
      while (recorder.doWork(0) > 0);
    }
    write(TAPE.rowCount - 42_000);
    ring.close();
    await finished(recorder);
    const tape = writtenTape(files);
    expect(gapsAt(tape)).toEqual([0]);
    expect(recorder.sourceGaps).toBe(0); // nothing was lost that it had begun to record
    const top = (text: string): string => text.slice(0, 300);
    expect(top(bookAfter(tape))).toBe(top(bookAfter(TAPE)));
    expect(bookAfter(tape)).toMatch(/^sound/);
  });

  it("of a session under way begins with a gap", async () => {
    const { ring, control, write } = sessionOf(1024);
    write(2000);
    const { recorder, files } = recorderOn(control);
    write(100);
    ring.close();
    await finished(recorder);
    const tape = writtenTape(files);
    expect(gapsAt(tape)).toEqual([0]);
    expect(tape.rowCount).toBe(101);
  });
});
