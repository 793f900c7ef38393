import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type EngineView, SessionControl } from "@mexoms/live";
import type { WaitKind } from "@mexoms/live/internal";
import { sessionName } from "../src/run/session-folder.ts";
import { BENCH_INSTRUMENT } from "./bench-instrument.ts";
import { OrderVenue } from "./order-venue.ts";

/** The first thousands of orders of a process run while its code is being compiled: see docs/live.md. */
const WARM_UP = { seconds: 4, perSecond: 1_000 };
const PAUSE_S = 0.2;

/** What the engine's process tells of itself. */
export interface EngineFigures {
  readonly latencies: EngineView["latencies"];
  readonly cpuShare: number;
}

export interface Changes {
  readonly seconds: number;
  readonly perSecond: number;
}

export interface DrivenEngineOptions {
  /** Of all sessions of the benchmark. */
  readonly memory: string;
  readonly wait: WaitKind;
  readonly journalSync: string;
  /** Its journal is published there, as that of `mexoms run` is; none unless told. */
  readonly nats?: string;
}

/** An engine in a process of its own, whose venue is this process and changes the book at planned times. */
export class DrivenEngine {
  readonly venue: OrderVenue;
  readonly dir: string = mkdtempSync(path.join(tmpdir(), "mexoms-bench-"));
  readonly #control: SessionControl;
  readonly #child: ChildProcess;

  private constructor({ memory, wait, journalSync, nats }: DrivenEngineOptions) {
    const session = sessionName(this.dir);
    const options = { memory, session, epochNs: 0n, speed: 1, instruments: [BENCH_INSTRUMENT] };
    this.#control = SessionControl.create(options);
    this.venue = new OrderVenue(this.#control);
    const main = fileURLToPath(new URL("./engine-under-test.js", import.meta.url));
    this.#child = fork(main, [this.dir, memory, wait, journalSync, ...(nats ? [nats] : [])]);
  }

  /** One that runs and is warm. */
  static async start(options: DrivenEngineOptions): Promise<DrivenEngine> {
    const engine = new DrivenEngine(options);
    try {
      await engine.polling(engine.#told());
      engine.#drive(WARM_UP);
      return engine;
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  /** Measures anew: latencies from planned times are in `venue.latency` then. */
  async measure(changes: Changes): Promise<EngineFigures> {
    this.#child.send("measure");
    this.#drive({ ...changes, seconds: PAUSE_S });
    this.venue.latency.reset();
    this.#drive(changes);
    this.#child.send("tell");
    return (await this.polling(this.#told())) as EngineFigures;
  }

  /** Goes on looking for orders until something has come. */
  async polling<T>(awaited: Promise<T>): Promise<T> {
    const looks = setInterval(() => this.venue.poll(), 1);
    try {
      return await awaited;
    } finally {
      clearInterval(looks);
    }
  }

  async close(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, "exit");
      if (this.#child.connected) this.#child.send("stop");
      const late = setTimeout(() => this.#child.kill("SIGKILL"), 20_000);
      await this.polling(ended);
      clearTimeout(late);
    }
    this.venue.close();
    this.#control.end();
    this.#control.close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  async #told(): Promise<unknown> {
    const abort = new AbortController();
    const ended = once(this.#child, "exit", { signal: abort.signal }).then(async () => {
      // What it said last is on its way still.
      await delay(100);
      throw new Error("the engine has ended");
    });
    ended.catch(() => {});
    const told = once(this.#child, "message", { signal: abort.signal }) as Promise<[unknown]>;
    told.catch(() => {});
    try {
      return (await Promise.race([told, ended]))[0];
    } finally {
      abort.abort();
    }
  }

  /** Changes the book at planned times, and looks for orders all the while. */
  #drive({ seconds, perSecond }: Changes): void {
    const { venue } = this;
    const everyNs = 1e9 / perSecond;
    const beganNs = venue.clock.read();
    for (let n = 0; n < seconds * perSecond; n++) {
      const plannedNs = beganNs + n * everyNs;
      while (venue.clock.read() < plannedNs) venue.poll();
      venue.change(plannedNs);
    }
    const untilNs = venue.clock.read() + 50e6;
    while (venue.clock.read() < untilNs) venue.poll();
  }
}
