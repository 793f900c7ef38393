import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Desk, ROOT, SWAP } from "./command.ts";

const EXAMPLE = path.join(ROOT, "examples/accounts/futures.json");

describe("mexoms backtest --accounts", () => {
  it("prints balances and writes the ledger, whose amounts add up to each balance", async () => {
    const desk = new Desk();
    const run = ["backtest", "market-maker", "--tape", SWAP];
    const { code, stdout } = await desk.call(...run, "--accounts", EXAMPLE, "--out", "run");
    expect(code).toBe(0);
    expect(stdout).toMatch(/account +making: futures at synthetic, cross margin, 20000 USDT/);
    expect(stdout).toMatch(/^making +USDT +20000 /m);
    const lines = readFileSync(desk.path("run/ledger.csv"), "utf8").trimEnd().split("\n");
    expect(lines[0]).toBe(
      "time,time_ns,account,currency,kind,counterparty,instrument,order_id,amount,balance_after",
    );
    const rows = lines.slice(1).map((line) => line.split(","));
    const making = rows.filter((row) => row[2] === "making");
    expect(making.some((row) => row[4] === "funding")).toBe(true);
    const json = JSON.parse(readFileSync(desk.path("run/run.json"), "utf8")) as {
      accounts: { balances: { total: string }[] }[];
      counts: { ledger: number };
    };
    expect(json.counts.ledger).toBe(rows.length);
    const { total } = json.accounts[0]!.balances[0]!;
    expect(total).toBe(making.at(-1)![9]);
    const report = readFileSync(desk.path("run/report.html"), "utf8");
    const card = report.slice(report.indexOf('data-account="making"'));
    expect(card.slice(0, card.indexOf("</article>"))).toContain(
      `<span data-field="total">${total}</span>`,
    );
    const fills = readFileSync(desk.path("run/fills.csv"), "utf8").split("\n");
    expect(fills[0]).toMatch(/,position_after,account$/);
    expect(fills[1]).toMatch(/,making$/);
  });

  it("gives another digest than a run without accounts, and the same each time", async () => {
    const desk = new Desk();
    const digestOf = async (...more: readonly string[]): Promise<string | undefined> => {
      const run = ["backtest", "market-maker", "--tape", SWAP, "--no-report"];
      return /digest (\w+)/.exec((await desk.call(...run, ...more)).stdout)?.[1];
    };
    const first = await digestOf("--accounts", EXAMPLE);
    expect(first).toBe(await digestOf("--accounts", EXAMPLE));
    expect(first).not.toBe(await digestOf());
  });

  const spot = { name: "main", venue: "synthetic", kind: "spot", trades: ["synthetic:spot"] };
  it.each([
    [[{ ...spot, balances: { USDT: 5 } }], "bad.json: accounts.0.balances.USDT: "],
    [[{ ...spot, balances: {}, kind: "cash" }], "bad.json: accounts.0.kind: "],
    [
      [{ ...spot, balances: {}, feeTier: "gold" }],
      'bad.json: accounts.0.feeTier: "gold" is not a tier of synthetic: regular, market-maker',
    ],
    [
      [{ ...spot, balances: {}, venue: "nowhere", feeTier: "gold" }],
      "bad.json: accounts.0.feeTier: there is no ",
    ],
    [[{ ...spot, balances: {}, limit: 5 }], 'bad.json: accounts.0: Unrecognized key: "limit"'],
  ])("names file and field of what cannot be: %j", async (accounts, message) => {
    const desk = new Desk();
    desk.file("bad.json", JSON.stringify({ accounts }));
    const run = ["backtest", "market-maker", "--tape", SWAP, "--accounts", "bad.json"];
    const { code, stderr } = await desk.call(...run);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(desk.names()).toEqual(["bad.json"]);
  });
});
