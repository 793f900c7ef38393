import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type EngineView, MonoClock, StatusReader } from "@mexoms/live";
import { StatusPublisher, StatusWriter } from "@mexoms/live/internal";
import { describe, expect, it } from "vitest";
import { exampleInstrument, exampleOrder, exampleView } from "./example-view.ts";
import { scratchFolder } from "./scratch-folder.ts";

function publisherAt(file: string, view: () => EngineView, room = 65_536): StatusPublisher {
  return new StatusPublisher({
    file,
    mode: "paper",
    look: { view },
    journal: () => ({ dir: "out/journal", bytes: 4096, append: undefined }),
    bus: () => ({ state: "lost", why: "the server has closed", publishedSequence: 7 }),
    everyMs: 1,
    room,
  });
}

const pageFile = (): string => path.join(scratchFolder("status"), "status");

describe("status page", () => {
  it("shows what was published, and nothing before that", () => {
    const file = pageFile();
    const publisher = publisherAt(file, () =>
      exampleView({
        instruments: [exampleInstrument({ suspended: "order 17 is UNKNOWN: \u00e4" })],
      }),
    );
    const reader = StatusReader.open(file);
    expect(reader.read()).toMatchObject({ process: "running", status: undefined });
    publisher.publish(0);
    const { status, pid, ageMs } = reader.read();
    expect(pid).toBe(process.pid);
    expect(ageMs).toBeLessThan(10_000);
    expect(status!.engine.instruments[0]).toMatchObject({
      position: "-1.250",
      equity: "-12.3456",
      suspended: "order 17 is UNKNOWN: \u00e4",
    });
    expect(status).toMatchObject({ mode: "paper", journal: { bytes: 4096 }, ordersLeftOut: 0 });
    expect(status!.bus).toMatchObject({ state: "lost", publishedSequence: 7 });
    reader.close();
    publisher.close();
  });

  it("tells rates over a second, not since the start", () => {
    const file = pageFile();
    let rows = 1000;
    const publisher = publisherAt(file, () => {
      const view = exampleView();
      return { ...view, counts: { ...view.counts, rows } };
    });
    const reader = StatusReader.open(file);
    const rate = (): number => reader.read().status!.rates.rows;
    publisher.publish(1000);
    rows = 1600;
    publisher.publish(1500);
    expect(rate()).toBe(0);
    publisher.publish(2000);
    expect(rate()).toBe(600);
    reader.close();
    publisher.close();
  });

  it("leaves out open orders that find no room, and counts them", () => {
    const file = pageFile();
    const openOrders = Array.from({ length: 100 }, (_, i) => exampleOrder(i + 1));
    const publisher = publisherAt(file, () => exampleView({ openOrders }), 8192);
    const reader = StatusReader.open(file);
    publisher.publish(0);
    const { engine, ordersLeftOut } = reader.read().status!;
    expect(ordersLeftOut).toBeGreaterThan(0);
    expect(engine.openOrders.length).toBe(100 - ordersLeftOut);
    expect(engine.openOrders.at(-1)!.id).toBe(100);
    reader.close();
    publisher.close();
  });

  it("keeps what was there when a text does not fit", () => {
    const file = pageFile();
    const writer = new StatusWriter(file, { room: 64, clock: new MonoClock() });
    const reader = StatusReader.open(file);
    expect(writer.publish('{"version":1}')).toBe(true);
    expect(writer.publish(JSON.stringify("x".repeat(100)))).toBe(false);
    expect(reader.read().status).toEqual({ version: 1 });
    reader.close();
    writer.close();
  });

  it("says that an engine has ended, and reads on after it", () => {
    const file = pageFile();
    publisherAt(file, () => exampleView({ phase: "stopped" })).close();
    const reader = StatusReader.open(file);
    expect(reader.read()).toMatchObject({
      process: "ended",
      status: { engine: { phase: "stopped" } },
    });
    reader.close();
  });

  it("is whole and says that the engine died, when it was killed while it wrote", async () => {
    const file = pageFile();
    const script = path.join(import.meta.dirname, "status-publisher-process.js");
    const child = spawn(process.execPath, [script, file], { stdio: ["ignore", "pipe", "inherit"] });
    const died = new Promise((resolve) => child.once("exit", resolve));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const reader = StatusReader.open(file);
    try {
      const whole = (): number => {
        const status = reader.read().status!;
        const { rows, journalRecords } = status.engine.counts;
        expect(new Set([rows, journalRecords, status.journal.bytes]).size).toBe(1);
        return rows;
      };
      const first = whole();
      while (whole() === first) await new Promise(setImmediate);
      for (let i = 0; i < 1000; i++) whole();
      expect(reader.read().process).toBe("running");
      child.kill("SIGKILL");
      await died;
      whole();
      expect(reader.read().process).toBe("died");
    } finally {
      child.kill("SIGKILL");
      reader.close();
    }
  });

  it("refuses what is no status page, or one of another layout", () => {
    const dir = scratchFolder("status");
    const other = path.join(dir, "other");
    writeFileSync(other, "x".repeat(200));
    expect(() => StatusReader.open(other)).toThrow("is no status page file");
    const file = path.join(dir, "status");
    new StatusWriter(file, { room: 64, clock: new MonoClock() }).close();
    const bytes = readFileSync(file);
    bytes.writeUInt32LE(9, 8);
    writeFileSync(file, bytes);
    expect(() => StatusReader.open(file)).toThrow("has version 9");
  });
});
