import { ROW_BUY, ROW_DEPTH, ROW_SELL } from "@mexoms/core/internal";
import { JournalWriter } from "@mexoms/live";
import {
  JournaledRequests,
  LiveDriver,
  LiveGateway,
  openKernel,
  DriverRows,
  type SessionStart,
} from "@mexoms/live/internal";
import { loadStrategyFile, openTape } from "@mexoms/sim";
import { ENGINE_VERSION } from "@mexoms/sim/internal";
import { type Desk, SWAP } from "./command.ts";

/** A strategy that buys three ticks below the best bid, ten times a second. */
export const BUYER = `
import { defineStrategy, instrument } from "@mexoms/core";

export default defineStrategy({
  name: "buyer",
  params: { instrument: instrument() },
  start(ctx, { instrument: of }) {
    ctx.every("100ms", () => {
      const priceTicks = ctx.book(of).bid - 3;
      ctx.orders.submit({ instrument: of, side: "buy", priceTicks, qtyLots: 100, timeInForce: "gtc" });
    });
    return { book() {} };
  },
});
`;

/** Leaves the journal of a session in which the strategy in "buyer.ts" has sent 19 orders. */
export async function smallSession(desk: Desk, dir: string): Promise<void> {
  const source = desk.file("buyer.ts", BUYER);
  const { definition: strategy, codeDigest } = await loadStrategyFile(desk.path(source));
  const tape = openTape(SWAP, { verify: false });
  const epochNs = tape.epochNs;
  const start: SessionStart = {
    version: 1,
    engine: ENGINE_VERSION,
    strategy: { name: strategy.name, codeDigest, source },
    params: {},
    instruments: [tape.instrument.spec],
    accounts: [],
    seed: 1,
    bookIncludesOwn: false,
    warmupNs: 0,
    explains: false,
    clock: { epochNs: `${epochNs}`, originMonoNs: "0", speed: 1 },
    paper: {
      queue: "power3:3",
      exchange: "no-partial",
      rules: "none",
      seed: 1,
      tapes: [tape.digest],
      files: {},
    },
  };
  const { writer } = JournalWriter.open({ dir, epochNs, segmentBytes: 1 << 20, sync: "none" });
  const sink = new JournaledRequests(writer, { request: () => {} });
  const observer = { intent() {}, cancelAll() {}, answer() {}, explain() {} };
  const kernel = openKernel(start, {
    strategy,
    gateway: new LiveGateway(sink, []),
    observer,
    forgets: true,
  });
  const driver = new LiveDriver({ kernel, journal: writer, lastNs: 0 });
  driver.start(start, 0);
  const batch = new DriverRows();
  for (let step = 1; step < 20; step++) {
    const nowNs = step * 100e6 - 1e6;
    batch.clear();
    const row = { exchNs: nowNs - 5e6, localNs: nowNs, qtyLots: 2000 };
    batch.add({ ...row, event: ROW_DEPTH | ROW_BUY, priceTicks: 500_000 + step });
    batch.add({ ...row, event: ROW_DEPTH | ROW_SELL, priceTicks: 500_100 });
    driver.rows(0, batch, nowNs);
    driver.timers(nowNs + 2e6);
  }
  driver.stop("it is enough", 2e9);
  writer.close();
}
