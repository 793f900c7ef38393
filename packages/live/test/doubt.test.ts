import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { JournalReader, INPUT, SessionControl } from "@mexoms/live";
import { RowRingReader } from "@mexoms/live/internal";
import { openTape } from "@mexoms/sim";
import { ROWS_HEAD } from "../src/kernel/row-columns.ts";
import { journalFolder, sessionName } from "../src/run/session-folder.ts";
import { findPaperVenue, type PaperProcess } from "../src/paper/paper-spawn.ts";
import { EngineProcess, verify } from "./campaign/kill-campaign.ts";
import type { PaperEngineOptions } from "./campaign/paper-engine.ts";
import { SessionFolder, SWAP } from "./session-folder.ts";

const RUNNING = "phase running";
const TRADES_MS = 700;

function optionsOf({ dir, memory }: SessionFolder): PaperEngineOptions {
  return {
    dir,
    memory,
    tapes: [SWAP],
    speed: 10,
    every: "50ms",
    segmentBytes: 1 << 20,
    deadlines: {
      answerTimeoutMs: 300,
      silenceMs: 400,
      reconcileEveryMs: 300,
      reconcileRetryMs: 50,
      reportTimeoutMs: 500,
      graceMs: 200,
    },
  };
}

function start(options: PaperEngineOptions): EngineProcess {
  const engine = new EngineProcess(options);
  onTestFinished(async () => {
    if (!engine.ended) await engine.kill();
    const left = findPaperVenue({ memory: options.memory, session: sessionName(options.dir) });
    if (left !== undefined) process.kill(left.pid, "SIGKILL");
  });
  return engine;
}

function venueOf({ memory, dir }: PaperEngineOptions): PaperProcess {
  return findPaperVenue({ memory, session: sessionName(dir) })!;
}

/** How often an engine said something. */
function said(engine: EngineProcess, what: string): number {
  return engine.text.split(what).length - 1;
}

async function untilSaid(engine: EngineProcess, what: string, times: number): Promise<void> {
  const deadline = performance.now() + 240_000;
  while (said(engine, what) < times) {
    if (engine.ended || performance.now() > deadline) throw new Error(engine.text);
    await delay(5);
  }
}

describe("an engine in doubt", { timeout: 300_000 }, () => {
  it("lost answers make orders UNKNOWN; the venue's report makes them known, and all adds up", async () => {
    const options = { ...optionsOf(new SessionFolder()), dropEvents: 0.03 };
    const engine = start(options);
    await engine.until("are UNKNOWN");
    // Twice: once before the first order, once after a doubt.
    await untilSaid(engine, RUNNING, 4);
    await engine.stop();
    expect(engine.text).toContain("end interrupted");
    const { audit, parity, ledger } = await verify(options.dir);
    expect(audit.problems).toEqual([]);
    expect(audit.fills).toBeGreaterThan(0);
    expect(parity.difference).toBeUndefined();
    expect(ledger).toEqual([]);
  });

  it("a venue that stalls suspends quoting; once it goes on all is compared, then quoting goes on", async () => {
    const options = optionsOf(new SessionFolder());
    const engine = start(options);
    await engine.until(RUNNING);
    await delay(TRADES_MS);
    const { pid } = venueOf(options);
    process.kill(pid, "SIGSTOP");
    try {
      await engine.until("phase suspended: .*");
    } finally {
      process.kill(pid, "SIGCONT");
    }
    const before = said(engine, RUNNING);
    await untilSaid(engine, RUNNING, before + 1);
    await delay(TRADES_MS);
    await engine.stop();
    const { audit, parity, ledger } = await verify(options.dir);
    expect(audit.problems).toEqual([]);
    expect(parity.difference).toBeUndefined();
    expect(ledger).toEqual([]);
  });

  it("a venue that dies suspends the engine and ends it as failed, and a restart says that the market is gone", async () => {
    const options = optionsOf(new SessionFolder());
    const engine = start(options);
    await engine.until(RUNNING);
    await delay(TRADES_MS);
    process.kill(venueOf(options).pid, "SIGKILL");
    await engine.until("phase suspended");
    await engine.close();
    expect(engine.text).toMatch(
      /end the paper venue, process \d+ has ended, and its market with it/,
    );
    const again = start(options);
    await again.close();
    expect(again.text).toContain("paper venue has ended");
  });

  it("an engine that is told the end while it lags takes all rows in before it ends", async () => {
    const options = { ...optionsOf(new SessionFolder()), speed: 400 };
    const total = openTape(SWAP, { verify: false }).rowCount;
    const engine = start(options);
    await engine.until(RUNNING);
    // The venue's clock runs by then, and most is still to come.
    await untilWritten(options, 1);
    engine.child.kill("SIGSTOP");
    try {
      await untilWritten(options, total);
      // Long enough for the end to be told behind the rows.
      await delay(TRADES_MS);
    } finally {
      engine.child.kill("SIGCONT");
    }
    await engine.close();
    expect(engine.text).toContain("end the recording is over");
    expect(rowsOf(options)).toBe(total);
  });
});

async function untilWritten(options: PaperEngineOptions, least: number): Promise<void> {
  const control = SessionControl.open(options.memory, sessionName(options.dir));
  const rows = new RowRingReader(control.marketFile(0, "rows"), { from: 0 });
  const deadline = performance.now() + 240_000;
  while (rows.published < least) {
    if (performance.now() > deadline) throw new Error(`${rows.published} of ${least} rows`);
    await delay(5);
  }
  rows.close();
  control.close();
}

/** Rows that a session took in. */
function rowsOf({ dir }: PaperEngineOptions): number {
  const reader = JournalReader.open(journalFolder(dir));
  let rows = 0;
  while (reader.next()) {
    if (reader.kind === INPUT.rows) rows += reader.fields[reader.index + ROWS_HEAD.rows]!;
  }
  reader.close();
  return rows;
}
