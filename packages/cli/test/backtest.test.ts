import { mkdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Desk, digestIn, printed, ROOT, SWAP } from "./command.ts";
import { QUOTES, strategyText } from "./strategy-text.ts";

const MARKET_MAKER = ["backtest", "market-maker", "--tape", SWAP] as const;
const FILES = ["equity.csv", "explained.csv", "fills.csv", "orders.csv", "run.json"];
const REPORTED = [...FILES, "report.html", "tearsheet.csv", "tearsheet.json"].toSorted();

// What the market maker does on the sample tape, on every machine and every Node. A change of it
// means that results have moved: say in the commit why they should.
const GOLDEN_OUTPUTS = "00ec207284ec2c04b8c39420c71050ea25ac4a90d5512a19abf106e34072ffd2";

describe("mexoms backtest", () => {
  it("prints inputs, a table and the digest, and writes the run with its report", async () => {
    const desk = new Desk();
    const text = printed(await desk.run(...MARKET_MAKER, "--seed", "1"));
    for (const line of [
      /^strategy +market-maker \(code [0-9a-f]{12}\)$/m,
      /^tape +synthetic:swap:BTCUSDT \([0-9a-f]{12}\), SYNTHETIC data$/m,
      /^ +instrument +synthetic:swap:BTCUSDT$/m,
      /^latency +constant entry 5ms response 5ms$/m,
      /^queue +power3:3$/m,
      /^exchange +no-partial$/m,
      /^fees +synthetic:swap:BTCUSDT maker 2bps taker 5bps$/m,
      /^seed +1$/m,
      /^fills +[1-9]\d* \(\d+ maker\)$/m,
      /^equity +-?[\d.]+ USDT$/m,
    ]) {
      expect(text).toMatch(line);
    }
    expect(text).toContain(`report ${desk.path("out/market-maker/report.html")}`);
    expect(desk.names("out/market-maker")).toEqual(REPORTED);
    expect(desk.names("out"), "nothing temporary").toEqual(["market-maker"]);
    const html = readFileSync(desk.path("out/market-maker/report.html"), "utf8");
    expect(html).toContain(digestIn(text));
  });

  it("gives the digest again, and as JSON, and another one for other inputs", async () => {
    const desk = new Desk();
    const digest = digestIn(printed(await desk.run(...MARKET_MAKER, "--no-report")));
    const json = printed(await desk.call(...MARKET_MAKER, "--no-report", "--json"));
    const run = JSON.parse(json) as { digest: string; files: string[] };
    expect(run.digest).toBe(digest);
    expect(json).toBe(readFileSync(desk.path("out/market-maker/run.json"), "utf8"));
    const digests = [digest];
    for (const other of [
      ["--seed", "2"],
      ["--set", "spread=12bps", "levels=2"],
      ["--latency", "entry=5ms,response=6ms"],
      ["--queue", "risk"],
      ["--exchange", "partial"],
      ["--fees", "maker=-0.5bps,taker=3bps"],
    ]) {
      digests.push(digestIn(printed(await desk.call(...MARKET_MAKER, "--no-report", ...other))));
    }
    expect(new Set(digests).size).toBe(digests.length);
  });

  it("gives what the market maker always did on the sample tape, to the last byte", async () => {
    const text = printed(await new Desk().call(...MARKET_MAKER, "--seed", "1", "--json"));
    expect((JSON.parse(text) as { outputsDigest: string }).outputsDigest).toBe(GOLDEN_OUTPUTS);
  });

  it("writes no report with --no-report, and where --out says", async () => {
    const desk = new Desk();
    const text = printed(await desk.call(...MARKET_MAKER, "--no-report", "--out", "runs/a"));
    expect(text).toContain(`run    ${desk.path("runs/a")}`);
    expect(desk.names("runs/a")).toEqual(FILES);
    expect(desk.names()).toEqual(["runs"]);
  });

  it("replaces an older run of the same name", async () => {
    const desk = new Desk();
    printed(await desk.call(...MARKET_MAKER));
    printed(await desk.call(...MARKET_MAKER, "--no-report"));
    expect(desk.names("out/market-maker")).not.toContain("report.html");
    expect(desk.names("out")).toEqual(["market-maker"]);
  });

  it("runs a person's own .ts file from any folder, with nothing installed there", async () => {
    const desk = new Desk();
    mkdirSync(desk.path("my ideas"));
    desk.file("my ideas/quoter.ts", strategyText(QUOTES));
    const args = ["--tape", SWAP, "--set", "halfSpread=2bps", "--no-report"];
    const text = printed(await desk.call("backtest", "my ideas/quoter.ts", ...args));
    expect(text).toMatch(/^ +halfSpread +2bps$/m);
    expect(text).toMatch(/^fills +[1-9]/m);
    expect(desk.names("out")).toEqual(["mine"]);
  });

  it("keeps every line within 80 columns, with three instruments too", async () => {
    const desk = new Desk();
    const params = "{ a: instrument(), b: instrument(), c: instrument() }";
    const text = strategyText("").replace(/params: .*,\n/, `params: ${params},\n`);
    desk.file("three.ts", text);
    const tapes = ["swap-BTCUSDT", "spot-BTCUSDT", "inverse-BTCUSD"].map(
      (name) => `${ROOT}/data/tapes/synthetic-${name}.tape`,
    );
    const shown = printed(await desk.call("backtest", "three.ts", "--tape", ...tapes));
    for (const id of ["swap:BTCUSDT", "spot:BTCUSDT", "inverse:BTCUSD"]) {
      expect(shown).toMatch(new RegExp(`^ .*synthetic:${id}`, "m"));
    }
    const lines = [...shown.split("\n"), ...printed(await desk.call(...MARKET_MAKER)).split("\n")];
    expect(lines.filter((line) => line.length > 80 && !line.startsWith("report"))).toEqual([]);
  });

  it("shows the bounds side by side with --bounds, and leaves the run itself as it is", async () => {
    const desk = new Desk();
    const plain = printed(await desk.call(...MARKET_MAKER, "--no-report", "--out", "plain"));
    const text = printed(
      await desk.call(...MARKET_MAKER, "--bounds", "--no-report", "--out", "runs"),
    );
    expect(text).toMatch(/^synthetic:swap:BTCUSDT +pessimistic +expected +optimistic$/m);
    expect(text).toMatch(/^queue +back +power3:3 +front$/m);
    expect(text).toMatch(/^ +queue-reached +0 +\d+ +[1-9]\d*$/m);
    expect(text).toMatch(/^equity( +-?[\d.]+ USDT){3}$/m);
    expect(text).toMatch(/^pessimistic +[0-9a-f]{64}$/m);
    expect(text).toMatch(/^optimistic +[0-9a-f]{64}$/m);
    expect(digestIn(text)).toBe(digestIn(plain));
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    const csv = FILES.filter((name) => name.endsWith(".csv"));
    expect(desk.names("runs")).toEqual(["bounds.json", ...csv, "run.json"]);
    for (const name of csv) {
      const [ours, theirs] = ["runs", "plain"].map((dir) =>
        readFileSync(desk.path(`${dir}/${name}`)),
      );
      expect(ours!.equals(theirs!), name).toBe(true);
    }
    const json = printed(await desk.call(...MARKET_MAKER, "--bounds", "--no-report", "--json"));
    expect(json).toBe(readFileSync(desk.path("runs/bounds.json"), "utf8"));
    expect(JSON.parse(json)).toMatchObject({ expected: { digest: digestIn(text) } });
  });

  it("says how many orders were rejected", async () => {
    const desk = new Desk();
    const order =
      "{ instrument: p.instrument, side: 'buy', priceTicks: 1.5, qtyLots: 1, timeInForce: 'gtc' }";
    desk.file("off-grid.ts", strategyText(`ctx.orders.submit(${order});`));
    const text = printed(await desk.call("backtest", "off-grid.ts", "--tape", SWAP));
    expect(text).toMatch(/^orders +1\n +rejected +1$/m);
  });
});
