import { rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ConfigError } from "@mexoms/core";
import { FilesThread } from "../files/files-thread.ts";
import { RecorderProcess } from "../record/recorder-process.ts";
import { journalBytes } from "../status/journal-bytes.ts";
import { STATUS_FILE } from "../status/status-layout.ts";
import { StatusPublisher } from "../status/status-publisher.ts";
import type { EngineView } from "../engine/engine-state.ts";
import { hasSession } from "../engine/fold-journal.ts";
import type { PaperOptions } from "./paper-options.ts";
import { checkSessionFolder, journalFolder, sessionName } from "./session-folder.ts";
import { type PaperEnd, PaperRun } from "./paper-run.ts";
import { POSITION_FILE } from "../publish/publish-position.ts";
import { SessionBus } from "./session-bus.ts";

const STATUS_MS = 200;
const STATUS_BYTES = 65_536;
const FILES_MS = 1_000;
const MD = "MD";
/** What a recorder is given to begin, and to get to the session's end; and then to end itself. */
const RECORDER_MS = 5_000;
const RECORDED_MS = 16_000;

/** A paper run with everything beside it. */
export interface RunPaperOptions extends PaperOptions {
  /** "none", "auto" for the server at hand, or an address. */
  readonly nats: string;
  /** Market data of the session go to the stream MD, from its first row on. */
  readonly record: boolean;
  /** Ends the run in order. */
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** Told that the engine is about to trade, and then again and again how it stands. */
  readonly onBegin: (about: PaperAbout) => void;
  readonly onView: (view: EngineView) => void;
  /** Machine time between two views. */
  readonly viewMs: number;
}

/** What a session tells of itself once its journal is open and its venue is there. */
export interface PaperAbout {
  readonly session: string;
  readonly journal: string;
  readonly journalId: string;
  /** Address of NATS; undefined without it. */
  readonly nats: string | undefined;
  /** What was found of earlier processes, a line each. */
  readonly found: readonly string[];
}

/**
 * Runs a strategy on a paper venue: venue, engine, journal, NATS, status page, files. Returns when
 * the recording is over or the run was stopped in order. Throws what ends it otherwise.
 */
export async function runPaper(options: RunPaperOptions): Promise<PaperEnd> {
  const { dir, say } = options;
  if (options.record && options.nats === "none") {
    throw new ConfigError("record", "needs NATS: the stream MD is there");
  }
  const session = sessionName(dir);
  checkSessionFolder(dir);
  const journal = journalFolder(dir);
  // Before there is a venue: the kill switch forbids that, too.
  const begun = hasSession(journal);
  const bus = await openBus(options, begun);
  const run = await PaperRun.open(options).catch(async (error: unknown) => {
    await bus?.close(0);
    throw error;
  });
  const beside = new Beside(run, bus, options);
  try {
    const nats = bus?.url;
    options.onBegin({ session, journal, journalId: run.journal.id, nats, found: run.found });
    let dueMs = 0;
    // What trades already is not held up.
    if (!begun) await beside.recording();
    const end = await run.run({
      signal: options.signal,
      between: () => {
        beside.status?.doWork();
        const nowMs = performance.now();
        if (nowMs < dueMs || !run.begun) return;
        dueMs = nowMs + options.viewMs;
        beside.openStatus(run);
        options.onView(run.view());
      },
    });
    if (!run.traded) {
      await beside.recorded(true);
      await run.forsakeVenue();
      return end;
    }
    if (run.venueGone) {
      say(`a session's market cannot be had again: give another folder, for example ${dir}-2`);
    } else if (!end.isOver) {
      const venue = `the paper venue, process ${run.venuePid}, plays on to the end of its recording`;
      say(`${venue}: the same command goes on with ${dir}; kill ${run.venuePid} ends it`);
    } else if (!(await run.stopVenue())) say("the paper venue did not end in time");
    await beside.recorded(!end.isOver);
    return end;
  } catch (error) {
    await run.forsakeVenue();
    throw error;
  } finally {
    const records = run.journal.nextSequence - 1;
    // Whatever fails here: no process of the session's is left behind.
    try {
      run.close();
    } finally {
      await beside.close(records);
    }
  }
}

async function openBus(
  { nats, dir, say }: RunPaperOptions,
  begun: boolean,
): Promise<SessionBus | undefined> {
  if (nats === "none") return undefined;
  return SessionBus.open({ nats, dir, engine: sessionName(dir), begun, say });
}

/** What works beside an engine and never holds it up. */
class Beside {
  status: StatusPublisher | undefined = undefined;
  readonly bus: SessionBus | undefined;
  readonly #files: FilesThread;
  readonly #recorder: RecorderProcess | undefined;

  constructor(run: PaperRun, bus: SessionBus | undefined, options: RunPaperOptions) {
    const { dir, say, memory, record, journalKeepNs: keepNs } = options;
    this.bus = bus;
    if (bus !== undefined && record) {
      const settings = { memory, session: sessionName(dir), url: bus.url, stream: MD };
      this.#recorder = RecorderProcess.start(settings, say);
    }
    bus?.begin((order) => {
      say(`told to ${order.word} by ${order.by}: ${order.reason}`);
      run.order(order, (answer) => bus.answer(answer));
    });
    const { dir: journal } = run.journal;
    const published = bus === undefined ? undefined : path.join(journal, POSITION_FILE);
    const keep = keepNs === undefined ? {} : { keep: { keepNs, published } };
    this.#files = new FilesThread(
      { journal, dir: path.join(dir, "files"), everyMs: FILES_MS, ...keep },
      (error) => say(`the files in ${dir} are not written any more: ${error.message}`),
    );
  }

  /** Waits, within bounds, until the recorder has come: a market that plays fast would pass it by. */
  async recording(): Promise<void> {
    const late = new AbortController();
    const pause = delay(RECORDER_MS, undefined, { signal: late.signal }).catch(() => {});
    await Promise.race([this.#recorder?.begun, pause]);
    late.abort();
  }

  /** Waits until all is recorded: to the session's end, or to now when that is not to be awaited. */
  async recorded(isInterrupted: boolean): Promise<void> {
    await this.#recorder?.stop(isInterrupted ? 0 : RECORDER_MS, RECORDED_MS);
  }

  /** The page appears with the engine. */
  openStatus(run: PaperRun): void {
    if (this.status !== undefined) return;
    const file = path.join(run.control.folder, STATUS_FILE);
    // Who looks at that of an earlier process keeps it: this is another file.
    rmSync(file, { force: true });
    const off = { state: "off", why: undefined, publishedSequence: 0 } as const;
    this.status = new StatusPublisher({
      file,
      mode: "paper",
      look: run,
      journal: () => ({
        dir: run.journal.dir,
        bytes: journalBytes(run.journal),
        append: run.append,
      }),
      bus: () => this.bus?.status() ?? off,
      everyMs: STATUS_MS,
      room: STATUS_BYTES,
    });
  }

  async close(records: number): Promise<void> {
    try {
      this.status?.close();
      await this.#files.close();
      await this.#recorder?.stop(0, RECORDED_MS);
    } finally {
      await this.bus?.close(records);
    }
  }
}
