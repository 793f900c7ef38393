import { mkdirSync, readFileSync, truncateSync, copyFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Desk, refusal, SWAP } from "./command.ts";

const MARKET_MAKER = ["backtest", "market-maker", "--tape", SWAP] as const;

describe("a backtest of bad input ends with one line that says what to write, and leaves nothing", () => {
  const cases: [what: string, args: readonly string[], error: RegExp][] = [
    [
      "a strategy that is not known",
      ["backtest", "nosuch", "--tape", SWAP],
      /strategy: "nosuch" is no file and no built-in strategy \(market-maker, arbitrage, book-watcher\); give the path of one, for example \.\/my-strategy\.ts$/,
    ],
    [
      "a strategy file that is absent",
      ["backtest", "./no.ts", "--tape", SWAP],
      /"\.\/no\.ts" is no file/,
    ],
    [
      "a tape that is absent",
      ["backtest", "market-maker", "--tape", "no.tape"],
      /: no\.tape: cannot be opened: no such file or folder$/,
    ],
    [
      "a tape that is a folder",
      ["backtest", "market-maker", "--tape", "."],
      /: \.: is not a file$/,
    ],
    [
      "the same tape twice",
      [...MARKET_MAKER, SWAP],
      /--tape: two tapes of synthetic:swap:BTCUSDT overlap in time; give tapes that follow/,
    ],
    [
      "a latency without a unit",
      [...MARKET_MAKER, "--latency", "5"],
      /--latency: "5" is not a duration with its unit, such as 250ms/,
    ],
    [
      "half a latency",
      [...MARKET_MAKER, "--latency", "entry=5ms"],
      /--latency: "entry=5ms" is not like 5ms or entry=5ms,response=8ms/,
    ],
    [
      "a latency whose part has no unit",
      [...MARKET_MAKER, "--latency", "entry=5ms,response=8"],
      /--latency response: "8" is not a duration/,
    ],
    [
      "a latency file that is absent",
      [...MARKET_MAKER, "--latency", "file:no.csv"],
      /: no\.csv: cannot be read: no such file or folder$/,
    ],
    [
      "a queue model that is not known",
      [...MARKET_MAKER, "--queue", "pro-rata"],
      /--queue: "pro-rata" is not fifo, front, back, risk, log, log2, power:N/,
    ],
    [
      "a queue model without its number",
      [...MARKET_MAKER, "--queue", "power3"],
      /--queue: "power3" is not .* power3:N with a whole N from 1 to 16$/,
    ],
    [
      "an exchange model that is not known",
      [...MARKET_MAKER, "--exchange", "full"],
      /--exchange: "full" is not no-partial or partial$/,
    ],
    [
      "a seed that is no whole number",
      [...MARKET_MAKER, "--seed", "1.5"],
      /--seed: "1\.5" is not a whole number .* example 7$/,
    ],
    [
      "half the fees",
      [...MARKET_MAKER, "--fees", "maker=1bps"],
      /--fees: "maker=1bps" is not like maker=-0\.5bps,taker=3bps$/,
    ],
    [
      "fees without a unit",
      [...MARKET_MAKER, "--fees", "maker=1,taker=2"],
      /makerFee: "1" is not a rate with its unit, such as 2bps or 0\.1%$/,
    ],
    [
      "a parameter without a value",
      [...MARKET_MAKER, "--set", "spread"],
      /--set: "spread" is not like spread=5bps$/,
    ],
    [
      "a parameter given twice",
      [...MARKET_MAKER, "--set", "spread=5bps", "spread=6bps"],
      /--set: spread is given twice$/,
    ],
    [
      "a parameter that is not known",
      [...MARKET_MAKER, "--set", "spred=5bps"],
      /spred: is not a parameter of this strategy; did you mean spread\? Known: instrument, /,
    ],
    [
      "a number without its unit",
      [...MARKET_MAKER, "--set", "spread=5"],
      /spread: "5" needs a unit, for example 5bps/,
    ],
    [
      "a duration without its unit",
      [...MARKET_MAKER, "--set", "refresh=5"],
      /refresh: "5" is not a duration with its unit, such as 250ms/,
    ],
    [
      "a size in another currency",
      [...MARKET_MAKER, "--set", "size=0.1ETH"],
      /size: "0\.1ETH" is not a size in BTC, .* for example 0\.001BTC$/,
    ],
    [
      "a size off the lot grid",
      [...MARKET_MAKER, "--set", "size=0.0004BTC"],
      /size: 0\.0004 is not a multiple of 0\.001; the nearest is 0\.001$/,
    ],
    [
      "a value out of range",
      [...MARKET_MAKER, "--set", "levels=0"],
      /levels: 0 is below the minimum of 1$/,
    ],
    [
      "an instrument without a tape",
      [...MARKET_MAKER, "--set", "instrument=binance:usdm:ETHUSDT"],
      /no instrument "binance:usdm:ETHUSDT" in this run; it has synthetic:swap:BTCUSDT$/,
    ],
    [
      "an output folder that cannot be made",
      [...MARKET_MAKER, "--out", "/proc/run"],
      /: \/proc\/\S*: no such file or folder$/,
    ],
  ];
  it.each(cases)("%s", async (_, args, error) => {
    const desk = new Desk();
    expect(refusal(await desk.call(...args))).toMatch(error);
    expect(desk.names()).toEqual([]);
  });

  it("an output folder that holds something of the person's, before the run starts", async () => {
    const desk = new Desk();
    mkdirSync(desk.path("mine"));
    desk.file("mine/notes.txt", "precious");
    const run = await desk.run(...MARKET_MAKER, "--out", "mine", "--set", "spread=nonsense");
    expect(refusal(run)).toMatch(
      /--out: mine exists and is not a run folder .* for example mine-2$/,
    );
    expect(readFileSync(desk.path("mine/notes.txt"), "utf8")).toBe("precious");
    expect(desk.names("mine")).toEqual(["notes.txt"]);
  });

  it("a file of round trips that is not one, with its line", async () => {
    const desk = new Desk();
    desk.file("trips.csv", "req_ts,exch_ts,resp_ts\n1,2,3\n4,five,6\n");
    const run = await desk.call(...MARKET_MAKER, "--latency", "file:trips.csv");
    expect(refusal(run)).toMatch(/: trips\.csv:3: "4,five,6" is not three times in nanoseconds$/);
  });
});

describe("a tape that is not whole and sound is refused by every command that reads tapes", () => {
  const damaged: [what: string, make: (desk: Desk) => void, error: RegExp][] = [
    [
      "no tape at all",
      (desk) => desk.file("bad.tape", "exch_ns,local_ns\n"),
      /bad\.tape: magic: not a tape file/,
    ],
    ["empty", (desk) => desk.file("bad.tape", ""), /bad\.tape: magic: the file is empty/],
    [
      "cut in its rows",
      (desk) => cut(desk, 300_000),
      /bad\.tape: cut short: 300000 bytes, \d+ expected$/,
    ],
    ["cut in its header", (desk) => cut(desk, 30), /bad\.tape: header: cut short after 30 bytes$/],
    [
      "changed in one byte",
      flip,
      /bad\.tape: block 2 of 3: its checksum does not match: the file is damaged, import it again$/,
    ],
  ];
  it.each(damaged)("%s", async (_, make, error) => {
    const desk = new Desk();
    make(desk);
    for (const args of [
      ["backtest", "market-maker", "--tape", "bad.tape"],
      ["inspect", "bad.tape"],
      ["export", "bad.tape", "--csv", "out.csv"],
    ]) {
      expect(refusal(await desk.call(...args))).toMatch(error);
    }
    expect(desk.names()).toEqual(["bad.tape"]);
  });

  function cut(desk: Desk, bytes: number): void {
    copyFileSync(SWAP, desk.path("bad.tape"));
    truncateSync(desk.path("bad.tape"), bytes);
  }

  function flip(desk: Desk): void {
    const bytes = readFileSync(SWAP);
    bytes[500_000]! ^= 1;
    desk.file("bad.tape", bytes);
  }
});

describe("other commands refuse", () => {
  it.each([
    [["generate", "--minutes", "0", "--out", "t"], /--minutes: "0" is not a whole number from 1/],
    [["generate", "--seed", "-1", "--out", "t"], /--seed: "-1" is not a whole number from 0/],
    [
      ["export", SWAP, "--csv", "no/such/folder.csv"],
      /no\/such\/folder\.csv: no such file or folder$/,
    ],
    [
      ["generate", "--minutes", "9999", "--out", "t"],
      /--minutes: 9999 is not a whole number from 1 to 1440$/,
    ],
    [["params", "nosuch"], /strategy: "nosuch" is no file/],
    [["inspect", SWAP, "no.tape"], /no\.tape: cannot be opened/],
  ] as const)("%j", async (args, error) => {
    const desk = new Desk();
    const { code, stderr } = await desk.call(...args);
    expect(stderr.trimEnd()).toMatch(error);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(code).toBe(1);
    expect(desk.names()).toEqual([]);
  });
});
