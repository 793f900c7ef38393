import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { Desk, digestIn, printed, SWAP } from "./command.ts";
import { strategyText } from "./strategy-text.ts";

const EVERY_KIND = `const book = ctx.book(p.instrument);
    const { instrument, size: qtyLots } = p;
    const gtc = { instrument, qtyLots, timeInForce: "gtc" };
    let turn = 0;
    ctx.every("2s", () => {
      if (!book.valid) return;
      turn += 1;
      const lots = ctx.position(instrument).lots;
      const side = lots > 0 ? "sell" : "buy";
      const away = side === "buy" ? 1 : -1;
      const best = side === "buy" ? book.ask : book.bid;
      const other = side === "buy" ? book.bid : book.ask;
      const stop = { ...gtc, side, triggerTicks: best + 20 * away };
      ctx.orders.submitAll([
        { ...stop, type: "stop", triggerBy: turn % 2 === 0 ? "quote" : "mid" },
        { ...stop, type: "stop-limit", priceTicks: best, displayLots: Math.ceil(qtyLots / 3) },
        { ...gtc, side, type: "trailing-stop", trailTicks: 30 },
        { ...gtc, side, priceTicks: other, timeInForce: "gtd", expiresAfter: "1s" },
        { ...gtc, side, type: "market", timeInForce: "ioc" },
      ]);
      ctx.orders.submit({ ...gtc, side: "sell", priceTicks: book.ask + 30, reduceOnly: true });
      if (turn % 10 === 0) ctx.orders.cancelAllAtVenue(instrument);
    });`;

it("mexoms backtest runs a strategy with orders of every kind, and says in orders.csv what became of them", async () => {
  const desk = new Desk();
  const strategy = desk.file("every-kind.ts", strategyText(EVERY_KIND));
  const command = ["backtest", strategy, "--tape", SWAP, "--no-report", "--exchange", "partial"];
  const digest = digestIn(printed(await desk.call(...command)));
  const [header, ...lines] = readFileSync(desk.path("out/mine/orders.csv"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  const orders = lines.map((line) =>
    Object.fromEntries(header!.map((name, i) => [name, line[i]!])),
  );
  const ended = (is: Readonly<Record<string, string>>): Set<string> =>
    new Set(
      orders
        .filter((order) => Object.entries(is).every(([name, value]) => order[name] === value))
        .map((order) => order["state"]!),
    );
  expect(ended({ type: "stop", trigger_by: "quote" })).toContain("filled");
  expect(ended({ type: "stop", trigger_by: "mid" })).toContain("filled");
  expect(ended({ type: "stop-limit" })).toContain("filled");
  expect(ended({ type: "trailing-stop" })).toContain("filled");
  expect(ended({ time_in_force: "gtd" })).toContain("expired");
  expect(ended({ reduce_only: "true" })).toContain("filled");
  expect(ended({ reduce_only: "true" })).toContain("rejected");
  expect(ended({})).toContain("canceled");
  const woken = orders.filter((order) => order["triggered_ns"] !== "");
  expect(woken.length).toBeGreaterThan(20);
  for (const order of woken) {
    expect(["stop", "stop-limit", "trailing-stop"]).toContain(order["type"]);
    expect(BigInt(order["triggered_ns"]!)).toBeGreaterThan(BigInt(order["accepted_ns"]!));
  }
  expect(
    orders.filter(({ reason }) => reason === "reduce-only: there is no position to reduce"),
  ).not.toEqual([]);
  const run = readFileSync(desk.path("out/mine/run.json"), "utf8");
  expect(JSON.parse(run)).toMatchObject({ digest, ignoredAnswers: {} });
  expect(digestIn(printed(await desk.call(...command)))).toBe(digest);
});
