import { applySetup, natsConfig, natsExecutor, NatsServer, planSetup } from "@mexoms/live";
import type { TrialEnd } from "@mexoms/sim";
import type { Trial } from "@mexoms/sim/engine";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { connected } from "../bus/at-hand.ts";
import { tempFolder } from "../bus/temp-folder.ts";
import type { Child } from "../child.ts";
import { bytesOf } from "./bytes-of-ends.ts";
import { startCoordinator, startWorker } from "./sweep-children.ts";
import { sweepUnderTest, trialsOf } from "./sweep-study.ts";

const ROUNDS = process.env["MEXOMS_SOAK"] === undefined ? 1 : 12;
const FIRST_SEED = Number(process.env["MEXOMS_SEED"] ?? "1");
const TRIALS = 60;
const MOST_EVENTS = 6;
const DEADLINE_MS = 240_000;

/** Numbers below 1 that a seed gives. */
function drawn(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const EVENTS = ["kill a worker", "add a worker", "kill the server", "kill the sweep"] as const;

let told = "";
afterAll(() => console.log(told));

it.each(Array.from({ length: ROUNDS }, (_, i) => FIRST_SEED + i))(
  "the rows are the same whatever is killed while they are made, seed %i",
  { timeout: DEADLINE_MS },
  async (seed) => {
    const random = drawn(seed);
    const [data, folder, cache] = [tempFolder(), tempFolder(), tempFolder()];
    let server = await NatsServer.start({ folder: data });
    onTestFinished(async () => void (await server.stop()));
    const { url, port } = server;
    const bus = await connected(url);
    await applySetup(bus, await planSetup(bus, natsConfig()), { force: false });
    const sweep = await sweepUnderTest(folder);
    const trials = trialsOf(TRIALS, { 11: "throw" });
    const expected = bytesOf(await sweep.ends(trials));

    const workers: Child[] = [];
    const addWorker = async (): Promise<void> => {
      const threads = 1 + Math.floor(2 * random());
      workers.push(await startWorker(url, cache, { workers: threads }));
    };
    let coordinator = await startCoordinator(url, folder, TRIALS);
    const act: Record<(typeof EVENTS)[number], () => Promise<void>> = {
      "kill a worker": async () => {
        const [victim] = workers.splice(Math.floor(random() * workers.length), 1);
        await victim?.kill();
        if (workers.length === 0) await addWorker();
      },
      "add a worker": addWorker,
      "kill the server": async () => {
        await server.kill();
        await new Promise((done) => setTimeout(done, 500 * random()));
        server = await NatsServer.start({ folder: data, port });
      },
      "kill the sweep": async () => {
        await coordinator.kill();
        coordinator = await startCoordinator(url, folder, TRIALS);
      },
    };
    await addWorker();
    await addWorker();
    const events: string[] = [];
    for (let i = 0; i < MOST_EVENTS; i++) {
      await new Promise((done) => setTimeout(done, 700 * random()));
      const event = EVENTS[Math.floor(random() * EVENTS.length)]!;
      events.push(event);
      await act[event]();
    }
    await coordinator.kill();
    const executor = await natsExecutor({ bus, ...sweep, keep: false, ackWaitMs: 2000 });
    const ends = new Map<string, TrialEnd>();
    await executor.run(
      trials,
      (trial: Trial, end) => {
        expect(ends.has(trial.id)).toBe(false);
        ends.set(trial.id, end);
      },
      new AbortController().signal,
    );
    await executor.close();
    told += `seed ${seed}: ${events.join(", ")}\n`;
    expect(bytesOf(ends), events.join(", ")).toEqual(expected);
  },
);
