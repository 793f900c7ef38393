import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Bus, JournalReader } from "@mexoms/live";
import { giveOrder, writeServerConfig } from "@mexoms/live/internal";
import { describe, expect, it, onTestFinished } from "vitest";
import { ControlListener } from "../src/control/control-listener.ts";
import { setKillSwitch } from "../src/control/kill-switch.ts";
import { journalFolder, sessionName } from "../src/run/session-folder.ts";
import { recordText } from "../src/kernel/record-text.ts";
import { INPUT } from "../src/journal/record-kinds.ts";
import { findPaperVenue, stopPaperVenue } from "../src/paper/paper-spawn.ts";
import { connected, serverAtHand } from "./bus/at-hand.ts";
import { tempFolder } from "./bus/temp-folder.ts";
import { until } from "./bus/until.ts";
import { EngineProcess, verify } from "./campaign/kill-campaign.ts";
import type { PaperSessionOptions } from "./campaign/paper-session.ts";
import { messagesOf, setUp } from "./publish/published.ts";
import { SessionFolder, SWAP } from "./session-folder.ts";

const ORDER = { version: 1, id: "1", by: "ann", reason: "a test" } as const;

function session(nats: string): {
  engine: () => EngineProcess;
  stopVenue: () => Promise<void>;
  dir: string;
  name: string;
} {
  const { dir, memory } = new SessionFolder();
  const options: PaperSessionOptions = {
    dir,
    memory,
    tapes: [SWAP],
    speed: 5,
    every: "50ms",
    segmentBytes: 8 << 20,
    deadlines: { reconcileEveryMs: 500, snapshotEveryMs: 1_000, graceMs: 100 },
    nats,
  };
  const name = sessionName(dir);
  const stopVenue = async (): Promise<void> => {
    const venue = findPaperVenue({ memory, session: name });
    if (venue !== undefined) await stopPaperVenue(venue, 10_000);
  };
  const engine = (): EngineProcess => {
    const process = new EngineProcess(options, "paper-session.js");
    onTestFinished(async () => {
      if (!process.ended) await process.kill();
      await stopVenue();
    });
    return process;
  };
  return { engine, stopVenue, dir, name };
}

function requestsOf({ text }: EngineProcess): number {
  return Number([...text.matchAll(/"requests":(\d+)/g)].at(-1)![1]);
}

/** Texts of a journal's commands and ends. */
function commandsOf(dir: string): string[] {
  const reader = JournalReader.open(journalFolder(dir));
  const found: string[] = [];
  while (reader.next()) {
    if (reader.kind === INPUT.command || reader.kind === INPUT.stop) found.push(recordText(reader));
  }
  reader.close();
  return found;
}

describe("orders to a session over NATS", { timeout: 300_000 }, () => {
  it("halt it, let it go on and end it, as inputs of its journal", async () => {
    const server = await serverAtHand();
    const bus = await connected(server.url);
    await setUp(bus);
    const { engine: start, stopVenue, dir, name } = session(server.url);
    const engine = start();
    await engine.until(/view .*requests":[1-9]/);
    // Its process at NATS may still be on its way there.
    const isHeard = async (): Promise<boolean> =>
      (await giveOrder(bus, name, { ...ORDER, id: "0", word: "resume" }, 500)) !== undefined;
    await until("it hears", isHeard);
    expect(await giveOrder(bus, name, { ...ORDER, word: "halt" })).toMatchObject({ done: true });
    await engine.until("phase suspended: halted by ann: a test");
    await delay(500);
    const halted = requestsOf(engine);
    await delay(1_000);
    expect(requestsOf(engine), "nothing is sent").toBe(halted);
    expect(await giveOrder(bus, name, { ...ORDER, id: "2", word: "rearm" })).toMatchObject({
      done: false,
      text: expect.stringContaining("no limits"),
    });
    expect(await giveOrder(bus, name, { ...ORDER, id: "3", word: "resume" })).toMatchObject({
      done: true,
      text: "trading goes on",
    });
    await until("it trades", () => requestsOf(engine) > halted + 10);
    expect(await giveOrder(bus, name, { ...ORDER, id: "4", word: "stop" })).toMatchObject({
      done: true,
    });
    await engine.close();
    expect(engine.text).toContain("end stopped by ann: a test");
    const commands = commandsOf(dir).join("\n");
    expect(commands).toContain('{"what":"suspend","market":0,"why":"halted by ann: a test"}');
    expect(commands).toContain('{"what":"cancel-all"}');
    expect(commands).toContain('{"what":"resume","market":0}');
    // It plays on after an end by hand, and its record is whole once it has ended.
    await stopVenue();
    const { audit, parity } = await verify(dir);
    expect(audit.problems).toEqual([]);
    expect(parity.difference).toBeUndefined();
  });

  it("is refused a start while the kill switch is set, and halted when it was set meanwhile", async () => {
    const server = await serverAtHand();
    const bus = await connected(server.url);
    await setUp(bus);
    const { engine: start, name } = session(server.url);
    const why = { by: "ann", reason: "a test", time: "now" };
    await setKillSwitch(bus, "all", why);
    const refused = start();
    await refused.close();
    expect(refused.text).toContain("kill switch: is set, by ann at now: a test");
    await (await bus.keyValue("kill-switch")).delete("all");
    const engine = start();
    await engine.until(/view .*requests":[1-9]/);
    await setKillSwitch(bus, name, why);
    process.kill(server.pid, "SIGKILL");
    await server.ended;
    await serverAtHand({ folder: server.folder, port: server.port });
    await engine.until("phase suspended: halted by ann: a test");
    await engine.stop();
  });

  it("does not begin when the kill switch cannot be read", async () => {
    const { engine: start } = session("nats://127.0.0.1:1");
    const refused = start();
    await refused.close();
    expect(refused.text).toContain("nobody answers at nats://127.0.0.1:1");
    expect(refused.text).not.toContain("phase running");
  });

  it("are an administrator's to give, and an engine may hear and answer them", async () => {
    const folder = tempFolder();
    writeServerConfig({ folder, users: "nkeys" });
    const server = await serverAtHand({ includeFile: path.join(folder, "permissions.conf") });
    const as = async (role: string): Promise<Bus> =>
      connected(server.url, { credentials: path.join(folder, `${role}.nk`) });
    const admin = await as("admin");
    await setUp(admin);
    const heard: string[] = [];
    const problems: string[] = [];
    const listener = new ControlListener({
      bus: await as("engine"),
      session: "mm-1",
      onOrder: ({ id, word, by }) => {
        heard.push(`${word} ${by}`);
        listener.answer({ id, session: "mm-1", done: true, text: "so be it" });
      },
      onProblem: (what) => problems.push(what),
    });
    await until("it is heard", async () => {
      const answer = await giveOrder(admin, "mm-1", { ...ORDER, word: "stop" });
      return answer?.text === "so be it";
    });
    const count = heard.length;
    for (const role of ["dashboard", "engine", "recorder", "gateway"]) {
      const bus = await as(role);
      expect(await giveOrder(bus, "mm-1", { ...ORDER, word: "stop" }, 300), role).toBeUndefined();
    }
    expect(heard).toHaveLength(count);
    expect(problems).toEqual([]);
    expect((await messagesOf(admin, "CONTROL")).length, "they are kept").toBeGreaterThan(0);
  });
});
