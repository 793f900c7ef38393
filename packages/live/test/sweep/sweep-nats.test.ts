import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import {
  applySetup,
  type Bus,
  natsConfig,
  natsExecutor,
  type NatsExecutorOptions,
  NatsServer,
  planSetup,
  runSweepWorker,
} from "@mexoms/live";
import { heldSubjects, listStreams, ROLES, writeServerConfig } from "@mexoms/live/internal";
import type { TrialEnd, TrialExecutor } from "@mexoms/sim";
import type { Trial } from "@mexoms/sim/engine";
import { describe, expect, it, onTestFinished } from "vitest";
import { decodeManifest } from "../../src/sweep/sweep-manifest.ts";
import { connected, serverAtHand } from "../bus/at-hand.ts";
import { tempFolder } from "../bus/temp-folder.ts";
import { until } from "../bus/until.ts";
import type { Child } from "../child.ts";
import { bytesOf } from "./bytes-of-ends.ts";
import { keepWorker, startCoordinator, startWorker } from "./sweep-children.ts";
import { type SweepUnderTest, sweepUnderTest, trialsOf } from "./sweep-study.ts";

const NEVER = new AbortController().signal;
const LONG = { timeout: 300_000 };
const ACK_WAIT_MS = 2000;

async function setUp(bus: Bus): Promise<void> {
  await applySetup(bus, await planSetup(bus, natsConfig()), { force: false });
}

async function opened(
  bus: Bus,
  sweep: SweepUnderTest,
  options: Partial<NatsExecutorOptions> = {},
): Promise<TrialExecutor> {
  return natsExecutor({ bus, ...sweep, keep: false, ackWaitMs: ACK_WAIT_MS, ...options });
}

/** Runs trials, and sees to it that each is told once; `during` is called with each end. */
async function runAll(
  executor: TrialExecutor,
  trials: readonly Trial[],
  during: (ended: number) => void = () => {},
): Promise<Map<string, TrialEnd>> {
  const ends = new Map<string, TrialEnd>();
  const told = (trial: Trial, end: TrialEnd): void => {
    expect(ends.has(trial.id)).toBe(false);
    ends.set(trial.id, end);
    during(ends.size);
  };
  await executor.run(trials, told, NEVER);
  return ends;
}

/** What the streams of sweeps hold. */
async function messagesLeft(bus: Bus): Promise<Record<string, number>> {
  const streams = await listStreams(bus);
  const ours = ["SWEEP_TRIALS", "SWEEP_RESULTS", "OBJ_sweeps", "KV_sweeps"];
  return Object.fromEntries(ours.map((name) => [name, streams.get(name)?.messages ?? -1]));
}
const NOTHING = { SWEEP_TRIALS: 0, SWEEP_RESULTS: 0, OBJ_sweeps: 0, KV_sweeps: 0 };

/** Trials that a worker said it did. */
function doneBy(workers: readonly Child[]): number {
  return workers.reduce((sum, { text }) => sum + (text.match(/^done /gm) ?? []).length, 0);
}

describe("a sweep on NATS", () => {
  it("gives what the trials give here, and leaves nothing on the server", LONG, async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await setUp(bus);
    const sweep = await sweepUnderTest(tempFolder());
    const trials = trialsOf(24, { 7: "throw" });
    const executor = await opened(bus, sweep);
    for (let i = 0; i < 3; i++) await startWorker(url, tempFolder());
    const ends = await runAll(executor, trials);
    expect(bytesOf(ends)).toEqual(bytesOf(await sweep.ends(trials)));
    expect(ends.get(trials[7]!.id)).toMatchObject({ kind: "failed" });
    await executor.close();
    expect(await messagesLeft(bus)).toEqual(NOTHING);
  });

  it("gives the same when one of three workers is killed and one comes later", LONG, async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await setUp(bus);
    const sweep = await sweepUnderTest(tempFolder());
    const trials = trialsOf(60);
    const executor = await opened(bus, sweep);
    const cache = tempFolder();
    const workers = [
      await startWorker(url, cache),
      await startWorker(url, cache, { workers: 2 }),
      await startWorker(url, tempFolder()),
    ];
    const ends = await runAll(executor, trials, (ended) => {
      if (ended === 10) workers[0]!.process.kill("SIGKILL");
      if (ended === 20) void startWorker(url, cache);
    });
    expect(bytesOf(ends)).toEqual(bytesOf(await sweep.ends(trials)));
    await executor.close();
  });

  it("gives the same when nats-server is killed and comes back in the middle", LONG, async () => {
    const folder = tempFolder();
    const first = await NatsServer.start({ folder });
    const { url, port } = first;
    const bus = await connected(url);
    await setUp(bus);
    const sweep = await sweepUnderTest(tempFolder());
    const trials = trialsOf(60);
    const executor = await opened(bus, sweep);
    for (let i = 0; i < 2; i++) await startWorker(url, tempFolder());
    const again: Promise<void>[] = [];
    const restart = async (): Promise<void> => {
      await first.kill();
      const server = await NatsServer.start({ folder, port });
      onTestFinished(async () => void (await server.stop()));
    };
    const ends = await runAll(executor, trials, (ended) => {
      if (ended === 15) again.push(restart());
    });
    await Promise.all(again);
    expect(bytesOf(ends)).toEqual(bytesOf(await sweep.ends(trials)));
    await executor.close();
  });

  it("goes on where it was when whoever runs it is killed", LONG, async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await setUp(bus);
    const folder = tempFolder();
    const sweep = await sweepUnderTest(folder);
    const trials = trialsOf(60, { 11: "throw" });
    const coordinator = await startCoordinator(url, folder, trials.length);
    const workers = [await startWorker(url, tempFolder()), await startWorker(url, tempFolder())];
    const told = (): number => (coordinator.text.match(/^told /gm) ?? []).length;
    await until("some trials have ended", () => told() >= 10);
    await coordinator.kill();
    const executor = await opened(bus, sweep);
    const ends = await runAll(executor, trials);
    expect(bytesOf(ends)).toEqual(bytesOf(await sweep.ends(trials)));
    await executor.close();
    // What was queued is not queued twice, and what was told is not run again.
    await until("workers have said what they did", () => doneBy(workers) >= trials.length);
    expect(doneBy(workers)).toBe(trials.length);
    expect(await messagesLeft(bus)).toEqual(NOTHING);
  });

  it("tells that a trial ends its worker each time, and does all others", LONG, async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await setUp(bus);
    const sweep = await sweepUnderTest(tempFolder());
    const trials = trialsOf(20, { 4: "kill" });
    const executor = await opened(bus, sweep);
    const cache = tempFolder();
    const kept = keepWorker(() => startWorker(url, cache, { workers: 2 }));
    const ends = await runAll(executor, trials);
    kept.stop();
    expect(ends.get(trials[4]!.id)).toEqual({
      kind: "failed",
      reason: "its worker died 3 times",
    });
    expect(kept.workers).toHaveLength(4);
    const others = trials.filter((_, i) => i !== 4);
    ends.delete(trials[4]!.id);
    expect(bytesOf(ends)).toEqual(bytesOf(await sweep.ends(others)));
    await executor.close();
  });

  it("shares workers with another sweep, whose tapes it leaves alone", LONG, async () => {
    const { url } = await serverAtHand();
    const [one, two] = [await connected(url), await connected(url)];
    await setUp(one);
    const folder = tempFolder();
    const first = await sweepUnderTest(folder);
    // The same tape and code for another study.
    const second = { ...first, study: { ...first.study, seed: 2 } };
    const executors = [await opened(one, first), await opened(two, second)];
    for (let i = 0; i < 2; i++) await startWorker(url, tempFolder());
    const [few, many] = [trialsOf(6), trialsOf(30)];
    const short = runAll(executors[0]!, few).then(async (ends) => {
      await executors[0]!.close();
      await startWorker(url, tempFolder()); // has to fetch what the first one has left
      return ends;
    });
    const long = await runAll(executors[1]!, many);
    expect(bytesOf(await short)).toEqual(bytesOf(await first.ends(few)));
    expect(bytesOf(long)).toEqual(bytesOf(await first.ends(many)));
    await executors[1]!.close();
    expect(await messagesLeft(one)).toEqual(NOTHING);
  });

  it(
    "has what it needs also when another sweep with the same tape is cleared at its start",
    LONG,
    async () => {
      const { url } = await serverAtHand();
      const [one, two] = [await connected(url), await connected(url)];
      await setUp(one);
      const first = await sweepUnderTest(tempFolder());
      const trials = trialsOf(4);
      const before = await opened(one, first);
      const next = { ...first, study: { ...first.study, seed: 2 } };
      const [after] = await Promise.all([opened(two, next), before.close()]);
      await startWorker(url, tempFolder());
      expect(bytesOf(await runAll(after, trials))).toEqual(bytesOf(await first.ends(trials)));
      await after.close();
      expect(await messagesLeft(one)).toEqual(NOTHING);
    },
  );

  it("leaves tapes that a sweep of another version of mexoms may need", LONG, async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await setUp(bus);
    const executor = await opened(bus, await sweepUnderTest(tempFolder()));
    const bucket = await bus.keyValue("sweeps");
    const later = { version: 2, tapes: ["as only that version knows"] };
    const bytes = new TextEncoder().encode(JSON.stringify(later));
    await bucket.put("later", bytes);
    const before = await messagesLeft(bus);
    await executor.close();
    const after = await messagesLeft(bus);
    expect(after).toEqual({ ...NOTHING, KV_sweeps: 1, OBJ_sweeps: before["OBJ_sweeps"] });
    expect(after["OBJ_sweeps"]).toBeGreaterThan(0);
    expect(() => decodeManifest("later", bytes)).toThrow(
      "sweep later: version: is 2, this mexoms has 1: take the same version of mexoms on all",
    );
  });

  it("goes on when another run of the same sweep has ended and cleaned up", LONG, async () => {
    const { url } = await serverAtHand();
    const [one, two] = [await connected(url), await connected(url)];
    await setUp(one);
    const sweep = await sweepUnderTest(tempFolder());
    const notes: string[] = [];
    const [short, long] = [await opened(one, sweep), await opened(two, sweep)];
    const trials = trialsOf(40);
    const all = runAll(long, trials);
    const worker = await startWorker(url, tempFolder());
    await runAll(short, trials.slice(0, 3));
    await short.close();
    expect(bytesOf(await all)).toEqual(bytesOf(await sweep.ends(trials)));
    await long.close();
    await worker.kill();
    expect(await messagesLeft(one)).toEqual(NOTHING);

    // And tells, now that there is none, that it waits for a worker.
    const lonely = await opened(one, sweep, { onNote: (note) => notes.push(note) });
    const end = new AbortController();
    const waits = lonely.run(trials.slice(0, 1), () => expect.unreachable(), end.signal);
    await until("it says so", () => notes.length > 0);
    expect(notes).toEqual(["no worker takes trials of this sweep: start mexoms worker --nats URL"]);
    end.abort();
    await waits;
    await lonely.close();
  });

  it("brings bars that are too many for one message", LONG, async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await setUp(bus);
    const sweep = await sweepUnderTest(tempFolder(), { barNs: 500_000 });
    const trials = trialsOf(3);
    const executor = await opened(bus, sweep, { keep: true });
    await startWorker(url, tempFolder());
    const ends = await runAll(executor, trials);
    expect(bytesOf(ends)).toEqual(bytesOf(await sweep.ends(trials)));
    const parts = await heldSubjects(bus, "SWEEP_RESULTS", "sweep.results.>");
    expect(parts.size).toBeGreaterThan(trials.length);
    await executor.close();
    // Kept, and taken by the next one as it is.
    const again = await opened(bus, sweep);
    expect(bytesOf(await runAll(again, trials))).toEqual(bytesOf(ends));
    await again.close();
    expect(await messagesLeft(bus)).toEqual(NOTHING);
  });

  it("is left to others by a worker of another engine, which says why", LONG, async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await setUp(bus);
    const sweep = await sweepUnderTest(tempFolder());
    const other = { ...sweep, study: { ...sweep.study, engine: "0" } };
    const executor = await opened(bus, other);
    const end = new AbortController();
    const run = executor.run(trialsOf(3), () => expect.unreachable(), end.signal);
    const worker = await startWorker(url, tempFolder());
    await until("it says so", () =>
      /left to other workers: engine: the sweep is for engine 0, this worker has/.test(worker.text),
    );
    expect((await heldSubjects(bus, "SWEEP_TRIALS", "sweep.trials.>")).size).toBe(3);
    end.abort();
    await run;
    // Nobody waits for them any more.
    expect((await heldSubjects(bus, "SWEEP_TRIALS", "sweep.trials.>")).size).toBe(0);
    await executor.close();
  });

  it("runs to its end the trial that a worker has when it is told to end", LONG, async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await setUp(bus);
    const sweep = await sweepUnderTest(tempFolder());
    const trials = trialsOf(40);
    const executor = await opened(bus, sweep, { ackWaitMs: 60_000 });
    const first = await startWorker(url, tempFolder());
    const others: Promise<Child>[] = [];
    const ends = await runAll(executor, trials, (ended) => {
      if (ended !== 5) return;
      first.process.kill("SIGTERM");
      others.push(startWorker(url, tempFolder()));
    });
    expect(await first.ended).toBe(0);
    expect(first.text).toMatch(/^ended after \d+$/m);
    // What it had is given back at once, long before the server would ask for it.
    const both = [first, await others[0]!];
    await until("both have said what they did", () => doneBy(both) >= trials.length);
    expect(doneBy(both)).toBe(trials.length);
    expect(bytesOf(ends)).toEqual(bytesOf(await sweep.ends(trials)));
    await executor.close();
  });

  it("runs nothing again at a worker that was away for too long", LONG, async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await setUp(bus);
    const sweep = await sweepUnderTest(tempFolder());
    const [all, trials, later] = [trialsOf(34), trialsOf(30), trialsOf(34).slice(30)];
    const executor = await opened(bus, sweep, { keep: true });
    const away = await startWorker(url, tempFolder());
    const others: Promise<Child>[] = [];
    const ends = await runAll(executor, trials, (ended) => {
      if (ended !== 5) return;
      away.process.kill("SIGSTOP");
      others.push(startWorker(url, tempFolder()));
    });
    expect(bytesOf(ends)).toEqual(bytesOf(await sweep.ends(trials)));
    const other = await others[0]!;
    await other.kill();
    away.process.kill("SIGCONT");
    await runAll(executor, later); // behind what waits at it
    away.process.kill("SIGTERM");
    expect(await away.ended).toBe(0);
    // A result may have been on its way when it was stopped.
    expect(doneBy([away, other])).toBeLessThanOrEqual(all.length + 1);
    expect(await messagesLeft(bus)).toMatchObject({ SWEEP_TRIALS: 0, SWEEP_RESULTS: all.length });
    await executor.close();
  });

  it(
    "stopped while tapes go to the server ends at once, and leaves nothing there",
    LONG,
    async () => {
      const { url } = await serverAtHand();
      const bus = await connected(url);
      await setUp(bus);
      const sweep = await sweepUnderTest(tempFolder());
      const stop = new AbortController();
      const onProgress = (): void => stop.abort();
      const { signal } = stop;
      await expect(opened(bus, sweep, { signal, onProgress })).rejects.toThrow(/aborted/);
      expect(await messagesLeft(bus)).toEqual(NOTHING);
    },
  );

  it(
    "ends trials without end: with their worker, to be run again, or with their sweep",
    LONG,
    async () => {
      const { url } = await serverAtHand();
      const bus = await connected(url);
      await setUp(bus);
      const executor = await opened(bus, await sweepUnderTest(tempFolder()));
      const notes: string[] = [];
      const work = (graceMs: number): { stop: () => void; ended: Promise<unknown> } => {
        const end = new AbortController();
        const onNote = (note: string): void => void notes.push(note);
        const options = { bus, workers: 2, cacheDir: tempFolder(), once: false, graceMs, onNote };
        const ended = runSweepWorker({ ...options, signal: end.signal });
        return { stop: () => end.abort(), ended };
      };
      const over = new AbortController();
      const ends = new Map<string, TrialEnd>();
      const trials = trialsOf(3, { 0: "loop" });
      const told = ({ id }: Trial, end: TrialEnd): void => void ends.set(id, end);
      const run = executor.run(trials, told, over.signal);
      const first = work(50);
      await until("the others have ended", () => ends.size === 2);
      first.stop();
      await first.ended;
      expect(notes.join()).toContain(`trial ${trials[0]!.id} had not ended, and is given back`);
      // Would never end if it waited for its trial.
      const second = work(1e9);
      await until(
        "it takes part",
        () => notes.filter((note) => note.includes("part")).length === 2,
      );
      over.abort();
      await run;
      await executor.close();
      await until("it is over", () => notes.some((note) => note.endsWith("over")));
      second.stop();
      await second.ended;
      expect([...ends.keys()].toSorted()).toEqual([trials[1]!.id, trials[2]!.id]);
      expect(await messagesLeft(bus)).toEqual(NOTHING);
    },
  );

  it("ends a worker that is told to when its server goes, too", LONG, async () => {
    const server = await serverAtHand();
    await setUp(await connected(server.url));
    const worker = await startWorker(server.url, tempFolder());
    const gone = server.stop();
    worker.process.kill("SIGTERM");
    expect(await worker.ended).toBe(0);
    await gone;
  });

  it("needs no more than the roles sweep and worker, and shows no key", LONG, async () => {
    const users = tempFolder();
    writeServerConfig({ folder: users, users: "nkeys" });
    const data = tempFolder();
    const { url } = await serverAtHand({
      folder: data,
      includeFile: path.join(users, "permissions.conf"),
    });
    const file = (role: string): string => path.join(users, `${role}.nk`);
    const admin = await connected(url, { credentials: file("admin") });
    await setUp(admin);
    const refused: unknown[] = [];
    const bus = await connected(url, {
      credentials: file("sweep"),
      onEvent: (event) => event.kind === "forbidden" && refused.push(event),
    });
    const sweep = await sweepUnderTest(tempFolder());
    // One that kills its worker has all that workers do asked for.
    const trials = trialsOf(12, { 3: "kill" });
    const executor = await opened(bus, sweep);
    const cache = tempFolder();
    const kept = keepWorker(() => startWorker(url, cache, { credentials: file("worker") }));
    const ends = await runAll(executor, trials);
    kept.stop();
    expect(ends.size).toBe(trials.length);
    await executor.close();
    expect(refused).toEqual([]);
    expect(await messagesLeft(admin)).toEqual(NOTHING);
    const shown = [
      ...kept.workers.map(({ text }) => text),
      ...filesBelow(data),
      ...filesBelow(cache),
    ];
    for (const role of ROLES) {
      const seed = /^SU.*$/m.exec(readFileSync(file(role), "utf8"))![0];
      for (const text of shown) expect(text.includes(seed)).toBe(false);
    }
  });
});

/** All files of a folder as text. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    return statSync(file).isDirectory() ? filesBelow(file) : [readFileSync(file, "latin1")];
  });
}
