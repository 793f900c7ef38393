import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { Instrument, Position } from "@mexoms/core";
import { BUY } from "@mexoms/core/internal";
import { JournalWriter } from "@mexoms/live";
import { JournalPublisher, PublisherProcess } from "@mexoms/live/internal";
import { describe, expect, it, onTestFinished } from "vitest";
import { connected, serverAtHand } from "../bus/at-hand.ts";
import { until } from "../bus/until.ts";
import { SessionRecords, SPEC } from "../journal/session-records.ts";
import { tempFolder } from "../journal/temp-folder.ts";
import { expectWhole, jsonOf, messagesOf, setUp } from "./published.ts";

const ENGINE = "mm-1";

function journal(segmentBytes = 131_072): {
  dir: string;
  writer: JournalWriter;
  records: SessionRecords;
} {
  const dir = tempFolder();
  const options = { dir, epochNs: 1_723_000_000_000_000_000n, segmentBytes };
  const { writer } = JournalWriter.open({ ...options, sync: "none", identity: "0k3x9q2m" });
  onTestFinished(() => writer.close());
  return { dir, writer, records: new SessionRecords(writer) };
}

/** Orders from `first` to `last`: each is filled in part and canceled, between market rows. */
function trade(records: SessionRecords, first: number, last: number): void {
  for (let id = first; id <= last; id++) {
    records.rows(5);
    records.submit(id);
    records.accepted(id);
    records.filled(id, id, 40, 60);
    records.canceled(id);
  }
}

/** What the streams have to have after a start and `orders` orders. */
function countsFor(orders: number): Parameters<typeof expectWhole>[2] {
  return { ORDERS: orders * 4, FILLS: orders, POSITIONS: orders, RISK: 1 };
}

function segmentsIn(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith(".journal"))
    .toSorted();
}

/** Works until the condition holds. */
async function work(
  publisher: JournalPublisher,
  what: string,
  holds: () => boolean = () => publisher.isCaughtUp,
): Promise<void> {
  await until(what, () => {
    while (publisher.doWork(performance.now() * 1e6) > 0);
    return holds();
  });
}

describe("a journal in streams", () => {
  it("is told as orders, fills, positions and risk in decimals, and whole in batches", async () => {
    const server = await serverAtHand();
    const bus = await connected(server.url);
    await setUp(bus);
    const { dir, records } = journal(4_194_304);
    records.start({ strategy: { name: "market-maker", codeDigest: "ab" } });
    trade(records, 1, 2);
    records.rejected(3, "no more");
    records.command({ what: "suspend", market: 0, why: "asking" });
    records.explain("long", "x".repeat(1_200_000));
    const publisher = new JournalPublisher({ dir, bus, engine: ENGINE });
    onTestFinished(() => publisher.close());
    await work(publisher, "all is published");
    const [first, second] = (await messagesOf(bus, "FILLS")).map(jsonOf);
    const { subject } = (await messagesOf(bus, "FILLS"))[0]!;
    expect(subject).toBe("fills.binance.sub_mm.usdm.BTCUSDT");
    expect(first).toEqual({
      v: 1,
      engine: ENGINE,
      journal: "0k3x9q2m",
      sequence: 5,
      time: "2024-08-07T03:06:40.005000000Z",
      account: "sub_mm",
      instrument: "binance:usdm:BTCUSDT",
      order: 1,
      qty: "0.04",
      price: "60000.1",
      leaves: "0.06",
      maker: true,
      trade: 1,
      why: "queue-reached",
      side: "buy",
      fee: "0.4800008",
      currency: "USDT",
      exchTime: "2024-08-07T03:06:40.004000000Z",
    });
    expect(second).toMatchObject({ order: 2, trade: 2 });
    const positions = (await messagesOf(bus, "POSITIONS")).map(jsonOf);
    expect(positions[1]).toMatchObject({ qty: "0.08", realized: "0", fees: "0.9600016", fills: 2 });
    const orders = (await messagesOf(bus, "ORDERS")).map(jsonOf);
    expect(orders.map(({ change }) => change).slice(0, 4)).toEqual([
      "submitted",
      "accepted",
      "filled",
      "canceled",
    ]);
    expect(orders[3]).toMatchObject({ order: 1, side: "buy", instrument: "binance:usdm:BTCUSDT" });
    const risk = (await messagesOf(bus, "RISK")).map(jsonOf);
    expect(risk.map(({ told }) => told)).toEqual(["started", "rejected", "command"]);
    expect(risk[1]).toMatchObject({ order: 3, text: "no more" });
    await expectWhole(bus, dir, { ORDERS: 9, FILLS: 2, POSITIONS: 2, RISK: 3 });
  });

  it("goes on where it was, by the streams alone when its own note is gone", async () => {
    const server = await serverAtHand();
    const bus = await connected(server.url);
    await setUp(bus, "100ms");
    const { dir, records } = journal();
    records.start();
    for (let round = 0; round < 6; round++) {
      trade(records, round * 20 + 1, round * 20 + 20);
      const publisher = new JournalPublisher({ dir, bus, engine: ENGINE });
      const wanted = 1 + round * 100 + 50;
      // Stopped in the middle, and some rounds at the end.
      const enough = (): boolean => publisher.published >= wanted;
      await work(publisher, "half is published", round % 2 ? undefined : enough);
      publisher.close();
      if (round > 2) rmSync(path.join(dir, "published.json"), { force: true });
      const forgottenMs = performance.now() + 200;
      await until("ids are forgotten", () => performance.now() > forgottenMs);
    }
    const last = new JournalPublisher({ dir, bus, engine: ENGINE });
    await work(last, "all is published");
    last.close();
    await expectWhole(bus, dir, countsFor(120));
    const positions = (await messagesOf(bus, "POSITIONS")).map(jsonOf);
    expect(positions.at(-1)).toMatchObject({ qty: "4.8", fills: 120 });
  });

  it("goes on from a snapshot when its note and the journal's first segments are gone", async () => {
    const server = await serverAtHand();
    const bus = await connected(server.url);
    await setUp(bus);
    const { dir, records } = journal();
    records.start();
    trade(records, 1, 150);
    const held = new Position(new Instrument(SPEC));
    for (let id = 1; id <= 150; id++) held.fill(BUY, 600_001, 40, true, undefined);
    records.session();
    records.snapshot({ positions: [held.save()] });
    trade(records, 151, 160);
    const first = new JournalPublisher({ dir, bus, engine: ENGINE });
    await work(first, "all is published");
    first.close();
    rmSync(path.join(dir, "published.json"));
    rmSync(path.join(dir, segmentsIn(dir)[0]!));
    trade(records, 161, 162);
    const second = new JournalPublisher({ dir, bus, engine: ENGINE });
    await work(second, "the rest is published");
    second.close();
    const positions = (await messagesOf(bus, "POSITIONS")).map(jsonOf);
    expect(positions).toHaveLength(162);
    expect(positions.at(-1)).toMatchObject({ qty: "6.48", fills: 162 });
  });

  it("is refused where neither note nor streams nor journal know the positions", async () => {
    const server = await serverAtHand();
    const bus = await connected(server.url);
    await setUp(bus);
    const { dir, records } = journal();
    records.start();
    trade(records, 1, 150);
    rmSync(path.join(dir, segmentsIn(dir)[0]!));
    const problems: string[] = [];
    const onProblem = (what: string): void => void problems.push(what);
    const publisher = new JournalPublisher({ dir, bus, engine: ENGINE, onProblem });
    await work(publisher, "it says so", () => problems.length > 0);
    publisher.close();
    expect(problems[0]).toMatch(
      /published\.json: records 1 to \d+ are in no stream, .*: put published\.json back/,
    );
    expect(await messagesOf(bus, "POSITIONS")).toEqual([]);
  });

  it("catches up when the server was down, killed and started anew", async () => {
    const folder = tempFolder();
    const server = await serverAtHand({ folder });
    const bus = await connected(server.url);
    await setUp(bus);
    const { dir, records } = journal();
    records.start();
    trade(records, 1, 100);
    const publisher = new JournalPublisher({ dir, bus, engine: ENGINE });
    onTestFinished(() => publisher.close());
    await work(publisher, "a part is published", () => publisher.published > 100);
    let running = server;
    for (let round = 1; round <= 3; round++) {
      process.kill(running.pid, "SIGKILL");
      await running.ended;
      trade(records, round * 100 + 1, round * 100 + 100);
      publisher.doWork(performance.now() * 1e6);
      running = await serverAtHand({ folder, port: server.port });
      await work(publisher, "some more is published", () => publisher.published > round * 400);
    }
    await work(publisher, "all is published");
    await expectWhole(bus, dir, countsFor(400));
  });

  it("waits while JetStream has no room, says so, and catches up when it has", async () => {
    const folder = tempFolder();
    const small = await serverAtHand({ folder, store: { fileBytes: 200_000 } });
    const bus = await connected(small.url);
    await setUp(bus);
    const { dir, records } = journal();
    records.start();
    trade(records, 1, 600);
    const problems: string[] = [];
    const onProblem = (what: string): void => void problems.push(what);
    const publisher = new JournalPublisher({ dir, bus, engine: ENGINE, onProblem });
    onTestFinished(() => publisher.close());
    await work(publisher, "the store is full", () => publisher.problem !== undefined);
    expect(problems.join()).toMatch(/insufficient|resource|maximum|exceed/i);
    expect(publisher.isCaughtUp).toBe(false);
    trade(records, 601, 700);
    await small.stop();
    await serverAtHand({ folder, port: small.port });
    await work(publisher, "all is published");
    await expectWhole(bus, dir, countsFor(700));
  });

  it("loses and doubles nothing when its process is killed at any time", async () => {
    const server = await serverAtHand();
    const bus = await connected(server.url);
    await setUp(bus, "100ms");
    const { dir, records } = journal();
    records.start();
    const rounds = Number(process.env["MEXOMS_SOAK"] ?? 1) * 4;
    let orders = 0;
    let heard = 0;
    for (const subject of ["orders.>", "journal.>"]) bus.subscribe(subject, () => void heard++);
    const settings = { dir, engine: ENGINE, url: server.url };
    for (let round = 0; round < rounds; round++) {
      trade(records, orders + 1, orders + 300);
      orders += 300;
      const before = heard;
      const publisher = PublisherProcess.start(settings);
      await until("it publishes", () => heard > before + round * 17);
      process.kill(publisher.pid!, "SIGKILL");
      await publisher.stop(0);
    }
    const problems: string[] = [];
    const last = PublisherProcess.start(settings, (what) => problems.push(what));
    await last.stop(60_000);
    expect(problems).toEqual([]);
    await expectWhole(bus, dir, countsFor(orders));
  });

  it("is finished by a process that ends by itself when its owner was killed", async () => {
    const server = await serverAtHand();
    const bus = await connected(server.url);
    await setUp(bus);
    const { dir, records } = journal();
    records.start();
    trade(records, 1, 200);
    const settings = JSON.stringify({ dir, engine: ENGINE, url: server.url });
    const live = new URL("../../src/internal.js", import.meta.url).href;
    const code = `import { PublisherProcess } from ${JSON.stringify(live)};
      const publisher = PublisherProcess.start(${settings}, console.log);
      console.log(publisher.pid);
      setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ["--input-type=module", "-e", code]);
    onTestFinished(() => void owner.kill("SIGKILL"));
    const [pid] = (await once(owner.stdout, "data")) as [Buffer];
    owner.kill("SIGKILL");
    await until("the publisher ends", () => !isAlive(Number(pid)));
    await expectWhole(bus, dir, countsFor(200));
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
