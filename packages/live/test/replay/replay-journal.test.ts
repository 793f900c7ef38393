import { describe, expect, it } from "vitest";
import { ConfigError, defineStrategy, instrument, type Strategy } from "@mexoms/core";
import type { KernelState } from "@mexoms/core/internal";
import { openTape } from "@mexoms/sim";
import { JournalReader } from "../../src/journal/journal-reader.ts";
import { JournalWriter } from "../../src/journal/journal-writer.ts";
import { INPUT, MARK } from "../../src/journal/record-kinds.ts";
import { replayJournal } from "../../src/replay/replay-journal.ts";
import { gambler } from "./gambler.ts";
import { lookup, maker, scratchFolder, TAPE, tinySession } from "./tiny-world.ts";

/** A session of a gambler, lived through; `dir` is its journal. */
async function gambled(
  more: Parameters<typeof tinySession>[0] = {},
): Promise<{ dir: string; requests: number; state: KernelState }> {
  const live = await tinySession({ strategy: gambler(), explains: true, endNs: 10e9, ...more });
  live.run();
  const state = JSON.parse(JSON.stringify(live.kernel.state())) as KernelState;
  return { dir: live.journal.dir, requests: live.requests, state };
}

describe("a journal that is replayed", () => {
  it("gives every request and explanation of the session again, byte for byte", async () => {
    const live = await tinySession({ explains: true });
    live.run();
    const result = await replayJournal(live.journal.dir, { find: lookup(await maker()) });
    expect(result.difference).toBeUndefined();
    expect(result.sessions).toMatchObject([
      { requests: live.requests, unwritten: 0, end: "stopped", notes: [], from: 1 },
    ]);
    expect(live.requests).toBeGreaterThan(1000);
    expect(result.sessions[0]!.explains).toBeGreaterThan(0);
  });

  it("shows the first request that another strategy sends, and what it saw then", async () => {
    const { dir } = await gambled();
    const result = await replayJournal(dir, { find: lookup(gambler(500), "f".repeat(64)) });
    const difference = result.difference!;
    expect(difference.recorded).toMatch(/^(buy|sell) [\d.]+ at [\d.]+, order \d+ of /);
    expect(difference.replayed).toMatch(/^(buy|sell) [\d.]+ at [\d.]+, order \d+ of /);
    expect(difference.replayed).not.toBe(difference.recorded);
    expect(difference.causes).toEqual([
      "the strategy's code is not the one that ran: it has digest ffffffffffff, " +
        "the journal was written by 000000000000",
    ]);
    expect(difference.inputs).toHaveLength(8);
    expect(difference.inputs.at(-1)).toMatch(new RegExp(`^${difference.input} at `));
    const [market] = difference.state.markets;
    expect(Number(market!.bid)).toBeLessThan(Number(market!.ask));
    expect(market!.position).toMatch(/ BTC$/);
    // Its inputs are those of the journal up to there and no further.
    const reader = JournalReader.open(dir, { from: difference.input });
    expect(reader.next()).toBe(true);
    expect(reader.nowNs).toBe(difference.nowNs);
    reader.close();
  });

  it("shows a request that is missing, and one that the journal does not have", async () => {
    const { dir } = await gambled({ explains: false });
    const silent = defineStrategy({
      name: "gambler",
      params: { instrument: instrument() },
      start: () => ({}),
    }) as Strategy;
    const missing = await replayJournal(dir, { find: lookup(silent) });
    expect(missing.difference).toMatchObject({ replayed: undefined });
    expect(missing.difference!.recorded).toBeDefined();
    const quiet = await gambled({ strategy: silent, explains: false });
    const more = await replayJournal(quiet.dir, { find: lookup(gambler()) });
    expect(more.difference).toMatchObject({ recorded: undefined });
    expect(more.difference!.replayed).toBeDefined();
  });

  it.each([1, 2, 77, 500])(
    "has no difference where the session died before it wrote request %i, and says so",
    async (diesAt) => {
      const dir = scratchFolder();
      await expect(gambled({ dir, diesAt })).rejects.toThrow("the process dies");
      const { difference, sessions } = await replayJournal(dir, { find: lookup(gambler()) });
      expect(difference).toBeUndefined();
      expect(sessions[0]).toMatchObject({ requests: diesAt - 1, end: "cut" });
      expect(sessions[0]!.unwritten).toBeGreaterThan(0);
    },
  );

  it("goes on with the next session, from the state that it began with", async () => {
    const dir = scratchFolder();
    const first = await gambled({ dir });
    const { writer } = JournalWriter.open({ dir, segmentBytes: 1 << 22, sync: "none" });
    writer.text(MARK.snapshot, 12e9, JSON.stringify(first.state));
    writer.text(MARK.recovery, 12e9, JSON.stringify({ why: "started again" }));
    // What a recovery finds is told to the state that the next session begins with.
    writer.text(INPUT.command, 12e9, JSON.stringify({ what: "suspend", market: 0, why: "" }));
    writer.close();
    const second = await gambled({ dir, opening: first.state, startNs: 13e9, endNs: 20e9 });
    const { sessions, difference } = await replayJournal(dir, { find: lookup(gambler()) });
    expect(difference).toBeUndefined();
    expect(sessions.map(({ requests }) => requests)).toEqual([first.requests, second.requests]);
    expect(sessions.map(({ end }) => end)).toEqual(["stopped", "stopped"]);
    expect(second.state.nextOrderId).toBeGreaterThan(first.state.nextOrderId);
    const missing = await replayJournal(dir, {
      find: (start) => lookup(start.opening === undefined ? gambler() : gambler(0))(start),
    });
    expect(missing.sessions).toHaveLength(2);
    expect(missing.difference!.input).toBeGreaterThan(sessions[1]!.from);
  });

  it("does what it was commanded, refused commands included", async () => {
    const risk = {
      currency: "USDT",
      count: {},
      strategy: { positionQty: "5BTC", dailyLoss: "1000000USDT" },
      resetAt: "00:00",
      lookEvery: "1s",
      thresholds: { warn: ["50%", "75%"], reduceOnly: "90%", halt: "100%" },
    } as const;
    let refused = 0;
    const { dir, requests } = await gambled({
      risk,
      onStep: ({ driver }, nowNs) => {
        if (nowNs === 2e9) driver.command({ what: "suspend", market: 0, why: "a doubt" }, nowNs);
        if (nowNs === 3e9) driver.command({ what: "resume", market: 0 }, nowNs);
        if (nowNs !== 4e9) return;
        const rearm = { what: "rearm", by: "A", reason: "B", losses: "keep" } as const;
        expect(() => driver.command(rearm, nowNs)).toThrow(ConfigError);
        refused += 1;
      },
    });
    expect(refused).toBe(1);
    const result = await replayJournal(dir, { find: lookup(gambler()) });
    expect(result.difference).toBeUndefined();
    expect(result.sessions[0]!.requests).toBe(requests);
  });

  it("fails where the strategy failed, without a difference", async () => {
    const dir = scratchFolder();
    const failing = (): Strategy =>
      defineStrategy({
        name: "failing",
        params: { instrument: instrument() },
        start: (ctx) => {
          ctx.after("2s", () => {
            throw new Error("it cannot go on");
          });
        },
      }) as Strategy;
    await expect(gambled({ dir, strategy: failing() })).rejects.toThrow("it cannot go on");
    const { sessions, difference } = await replayJournal(dir, { find: lookup(failing()) });
    expect(difference).toBeUndefined();
    expect(sessions[0]!.notes).toEqual([
      expect.stringMatching(/^it ended with an error, as it did when .* it cannot go on$/),
    ]);
  });

  it("shows a strategy that fails where it did not", async () => {
    const failing = defineStrategy({
      name: "gambler",
      params: { instrument: instrument() },
      start: () => {
        throw new Error("I am another one");
      },
    }) as Strategy;
    const { dir } = await gambled({ tapes: [openTape(TAPE, { verify: false })] });
    const { difference } = await replayJournal(dir, { find: lookup(failing) });
    expect(difference!.causes).toEqual([
      expect.stringContaining("the replayed kernel fails: strategy gambler failed in start"),
    ]);
    expect(difference!.input).toBe(1);
  });

  it("whose first session is gone begins with the next one, and counts what it left out", async () => {
    const dir = scratchFolder();
    const epochNs = openTape(TAPE, { verify: false }).epochNs;
    const { writer } = JournalWriter.open({ dir, epochNs, segmentBytes: 1 << 22, sync: "none" });
    for (let n = 0; n < 3; n++) {
      writer.begin(INPUT.timer, n, 0);
      writer.commit();
    }
    writer.close();
    const result = await replayJournal(dir, { find: lookup(gambler()) });
    expect(result).toMatchObject({ skipped: 3, sessions: [], difference: undefined });
  });
});
