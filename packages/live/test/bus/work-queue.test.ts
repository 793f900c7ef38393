import { applySetup, type Bus, natsConfig, planSetup } from "@mexoms/live";
import { heldSubjects, openWorkQueue, type Work, type WorkQueue } from "@mexoms/live/internal";
import { describe, expect, it, onTestFinished } from "vitest";
import { connected, serverAtHand } from "./at-hand.ts";
import { publishAll } from "./publish-all.ts";
import { until } from "./until.ts";

const STREAM = "SWEEP_TRIALS";
const ACK_WAIT_MS = 500;

async function fill(bus: Bus, queue: string, count: number): Promise<void> {
  await applySetup(bus, await planSetup(bus, natsConfig()), { force: false });
  const filter = `sweep.trials.${queue}.*`;
  await openWorkQueue(bus, { stream: STREAM, queue, filter, ackWaitMs: ACK_WAIT_MS });
  const messages = Array.from({ length: count }, (_, i) => ({
    subject: `sweep.trials.${queue}.${i}`,
    data: new TextEncoder().encode(String(i)),
    id: `${queue}.${i}`,
  }));
  expect(await publishAll(bus, STREAM, messages)).toEqual([]);
}

function take(bus: Bus, queue: string, onWork: (work: Work) => void): WorkQueue {
  const taken = bus.workQueue({ stream: STREAM, queue, onWork });
  onTestFinished(() => taken.close());
  return taken;
}
const textOf = (work: Work): string => new TextDecoder().decode(work.data);
const held = async (bus: Bus): Promise<number> =>
  (await heldSubjects(bus, STREAM, "sweep.trials.>")).size;

describe("a work queue", () => {
  it("gives each message to one taker, no more than it wants, and forgets what is done", async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await fill(bus, "a", 50);
    const seen: string[] = [];
    const takers = await Promise.all([0, 1, 2].map(() => connected(url)));
    const queues = takers.map((taker) =>
      take(taker, "a", (work) => {
        expect(work.deliveries).toBe(1);
        seen.push(textOf(work));
        work.done();
      }),
    );
    queues[0]!.want(7);
    await until("seven came", () => seen.length === 7);
    for (const queue of queues) queue.want(50);
    await until("all came", () => seen.length === 50);
    expect(new Set(seen).size).toBe(50);
    await until("all are gone", async () => (await held(bus)) === 0);
  });

  it("gives what nobody is heard of to another taker, and leaves what is worked on", async () => {
    const { url } = await serverAtHand();
    const [bus, other] = [await connected(url), await connected(url)];
    await fill(bus, "a", 2);
    const first: Work[] = [];
    take(bus, "a", (work) => first.push(work)).want(2);
    await until("both came", () => first.length === 2);
    const beat = setInterval(() => first[0]!.working(), ACK_WAIT_MS / 5);
    onTestFinished(() => clearInterval(beat));
    const second: Work[] = [];
    take(other, "a", (work) => second.push(work)).want(5);
    await until("it comes again", () => second.length > 0);
    expect(textOf(second[0]!)).toBe(textOf(first[1]!));
    expect(second[0]!.deliveries).toBe(2);
    const keep = setInterval(() => second[0]!.working(), ACK_WAIT_MS / 5);
    onTestFinished(() => clearInterval(keep));
    await new Promise((done) => setTimeout(done, 3 * ACK_WAIT_MS));
    expect(second).toHaveLength(1);
  });

  it("gives back at once what a taker gives back, also what was on its way when it closed", async () => {
    const { url } = await serverAtHand();
    const [bus, other] = [await connected(url), await connected(url)];
    await applySetup(bus, await planSetup(bus, natsConfig()), { force: false });
    for (let round = 0; round < 10; round++) {
      const queue = `q${round}`;
      const filter = `sweep.trials.${queue}.*`;
      const spec = { stream: STREAM, queue, filter, ackWaitMs: 600_000 };
      await openWorkQueue(bus, spec);
      const messages = Array.from({ length: 20 }, (_, i) => ({
        subject: `sweep.trials.${queue}.${i}`,
        data: new TextEncoder().encode(String(i)),
        id: `${queue}.${i}`,
      }));
      expect(await publishAll(bus, STREAM, messages)).toEqual([]);
      const first: Work[] = [];
      const closing = take(bus, queue, (work) => first.push(work));
      closing.want(20);
      await until("some came", () => first.length > round);
      await closing.close();
      for (const work of first) work.giveBack();
      const seen = new Set<string>();
      take(other, queue, (work) => {
        seen.add(textOf(work));
        work.done();
      }).want(20);
      await until("all come to the other", () => seen.size === 20);
    }
  });
});
