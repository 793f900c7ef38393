import { onTestFinished } from "vitest";
import { Book, ROW_KIND_MASK, ROW_TRADE } from "@mexoms/core/internal";
import { RingLink } from "../../src/link/ring-link.ts";
import type { VenueServer } from "../../src/link/venue-server.ts";
import { RowRingReader } from "../../src/memory/row-ring.ts";
import { SessionControl } from "../../src/memory/session-control.ts";
import { SLOT, SLOT_DOUBLES, SLOT_WORDS, type SlotSink } from "../../src/memory/slot-ring.ts";
import { PaperSession } from "../../src/paper/paper-session.ts";
import { PAPER_DEFAULTS, type PaperSettings } from "../../src/paper/paper-settings.ts";
import { TestEngine } from "../link/test-engine.ts";
import { SessionFolder, SWAP } from "../session-folder.ts";

export function paperSettings(
  folder: SessionFolder,
  more: Partial<PaperSettings> = {},
): PaperSettings {
  return {
    ...PAPER_DEFAULTS,
    memory: folder.memory,
    session: "paper",
    dir: folder.dir,
    tapes: [SWAP],
    speed: 1,
    latency: "none",
    queue: "power3:3",
    exchange: "no-partial",
    rules: "none",
    seed: 1,
    ...more,
  };
}

/** A paper session in this process, on times that the test gives. */
export class PaperWorld {
  readonly folder: SessionFolder;
  readonly session: PaperSession;
  readonly problems: string[];
  readonly control: SessionControl;
  nowNs = 0;
  readonly #ringBytes: number;
  readonly #left: { close(): void }[] = [];
  #open = true;

  static async open(
    more: Partial<PaperSettings> = {},
    newServer?: () => VenueServer,
  ): Promise<PaperWorld> {
    const folder = new SessionFolder();
    const problems: string[] = [];
    const settings = paperSettings(folder, more);
    const onProblem = (problem: string): void => void problems.push(problem);
    const session = await PaperSession.open(settings, onProblem, newServer);
    return new PaperWorld(folder, session, problems, settings);
  }

  constructor(
    folder: SessionFolder,
    session: PaperSession,
    problems: string[],
    { memory, session: name, ringBytes }: PaperSettings,
  ) {
    this.folder = folder;
    this.session = session;
    this.problems = problems;
    this.control = SessionControl.open(memory, name);
    this.#ringBytes = ringBytes;
    onTestFinished(() => this.close());
  }

  /** An engine whose link is granted. */
  connected(): TestEngine {
    const engine = this.engine();
    engine.link.connect();
    this.work();
    return engine;
  }

  engine(): TestEngine {
    const link = new RingLink({
      name: "paper",
      control: this.control,
      ringBytes: this.#ringBytes,
    });
    this.leaves(link);
    return new TestEngine(link);
  }

  /** What an engine holds open until the world ends, for the memory of it is not free before. */
  leaves(open: { close(): void }): void {
    this.#left.push(open);
  }

  /** The venue's side works at the time reached, or after `ns` more. */
  work(ns = 0): number {
    this.nowNs += ns;
    return this.session.doWork(this.nowNs);
  }

  /** Lets the session go on to a time, by steps. */
  runTo(ns: number, stepNs: number): void {
    while (this.nowNs < ns) this.work(Math.min(stepNs, ns - this.nowNs));
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const one of this.#left) one.close();
    this.session.close();
    this.control.close();
  }
}

/** A book as somebody sees it who reads the ring of rows. */
export class SeenBook implements SlotSink {
  readonly book = new Book();
  rows = 0;
  lastLocalNs = 0;
  readonly #reader: RowRingReader;

  constructor(control: SessionControl, market = 0) {
    this.#reader = new RowRingReader(control.marketFile(market, "rows"), { from: "now" });
    onTestFinished(() => this.#reader.close());
  }

  poll(): number {
    return this.#reader.poll(this, 1 << 20);
  }

  slots(doubles: Float64Array, words: Int32Array, index: number, count: number): void {
    for (let i = index; i < index + count; i++) {
      const event = words[i * SLOT_WORDS + SLOT.tag]!;
      this.lastLocalNs = doubles[i * SLOT_DOUBLES + SLOT.localNs]!;
      this.rows += 1;
      if ((event & ROW_KIND_MASK) === ROW_TRADE) continue;
      const ticks = words[i * SLOT_WORDS + SLOT.priceTicks]!;
      this.book.apply(event, ticks, doubles[i * SLOT_DOUBLES + SLOT.qtyLots]!);
    }
  }
}
