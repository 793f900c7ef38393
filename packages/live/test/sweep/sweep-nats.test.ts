import { applySetup, type Bus, natsConfig, natsExecutor, planSetup } from "@mexoms/live";
import { encodeEnd } from "@mexoms/live/internal";
import type { TrialEnd } from "@mexoms/sim";
import type { Trial } from "@mexoms/sim/engine";
import { describe, expect, it } from "vitest";
import { connected, serverAtHand } from "../bus/at-hand.ts";
import { tempFolder } from "../bus/temp-folder.ts";
import { until } from "../bus/until.ts";
import { startWorker } from "./sweep-worker-child.ts";
import { sweepUnderTest, trialsOf } from "./sweep-study.ts";

const NEVER = new AbortController().signal;

async function setUp(bus: Bus): Promise<void> {
  await applySetup(bus, await planSetup(bus, natsConfig()), { force: false });
}

/** Ends by trial in bytes: equal ones are equal to the last bit. */
function bytesOf(ends: ReadonlyMap<string, TrialEnd>): Record<string, string> {
  const sorted = [...ends].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([id, end]) => [id, Buffer.from(encodeEnd(end)).toString("base64")]),
  );
}

describe("a sweep on NATS", () => {
  it("gives what the same trials give here, with three workers", { timeout: 120_000 }, async () => {
    const { url } = await serverAtHand();
    const bus = await connected(url);
    await setUp(bus);
    const folder = tempFolder();
    const sweep = await sweepUnderTest(folder);
    const trials = trialsOf(24, { 7: "throw" });
    const executor = await natsExecutor({
      bus,
      ...sweep,
      keep: false,
      onNote: (note) => console.log(note),
    });
    for (let i = 0; i < 3; i++) await startWorker(url, tempFolder());
    const ends = new Map<string, TrialEnd>();
    const told = (trial: Trial, end: TrialEnd): void => {
      expect(ends.has(trial.id)).toBe(false);
      ends.set(trial.id, end);
    };
    await executor.run(trials, told, NEVER);
    expect(bytesOf(ends)).toEqual(bytesOf(await sweep.ends(trials)));
    expect(ends.get(trials[7]!.id)).toMatchObject({ kind: "failed" });
    await executor.close();
    await until("nothing is left", async () => (await bus.objects("sweeps").has("")) === false);
  });
});
