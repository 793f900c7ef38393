import { mkdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Desk, digestIn, printed, refusal } from "./command.ts";

const ID = "binance:usdm:BTCUSDT";
const T0 = 1_723_161_600_000;

function trade(id: number, price = "61800.10", at = id): string {
  const data = `{"e":"trade","E":${T0 + at},"T":${T0 + at},"s":"BTCUSDT","t":${id},"p":"${price}","q":"0.010","X":"MARKET","m":false}`;
  return `${T0 + at + 3}000000 {"stream":"btcusdt@trade","data":${data}}\n`;
}

function depth(at: number, first: number, last: number, previous: number): string {
  const data = `{"e":"depthUpdate","E":${T0 + at},"T":${T0 + at},"s":"BTCUSDT","U":${first},"u":${last},"pu":${previous},"b":[["61800.00","1.000"]],"a":[]}`;
  return `${T0 + at + 3}000000 {"stream":"btcusdt@depth@0ms","data":${data}}\n`;
}

const GOOD = [trade(1), depth(2, 1, 2, 0), trade(3 - 1, "61800.20", 3), depth(4, 3, 4, 2)];
const importArgs = (file: string, ...more: string[]): string[] => [
  "import",
  "binance-raw",
  "--instrument",
  `${ID}=${file}`,
  "--out",
  "tapes",
  ...more,
];

describe("an import of bad input ends with one line naming file, line and field, and leaves nothing", () => {
  const lines: [what: string, line: string, error: RegExp][] = [
    [
      "a line that is no message",
      "rubbish\n",
      /rec:5: local time: "rubbish" does not start with a time/,
    ],
    ["JSON that is torn", trade(3).slice(0, -20) + "\n", /rec:5: \S+/],
    [
      "a price off the tick grid",
      trade(3, "61800.15", 5),
      /rec:5: p: 61800\.15 is not a multiple of the tick size 0\.1$/,
    ],
    ["a price that is no number", trade(3, "6180O.1", 5), /rec:5: p: /],
    [
      "a local time that goes back",
      trade(3, "61800.10", 1),
      /rec:5: local time: goes back by 3000000 ns$/,
    ],
    [
      "a trade that stands twice",
      trade(2, "61800.20", 5),
      /rec:5: t: 2 does not follow 2: a duplicate$/,
    ],
    ["a book update that stands twice", depth(5, 3, 4, 2), /rec:5: u: .*4/],
    ["a book update out of order", depth(5, 1, 2, 0), /rec:5: u: .*2/],
    ["another symbol", trade(3, "61800.10", 5).replaceAll("BTCUSDT", "ETHUSDT"), /rec:5: s: /],
  ];
  it.each(lines)("%s", async (_, line, error) => {
    const desk = new Desk();
    desk.file("rec", GOOD.join("") + line);
    expect(refusal(await desk.call(...importArgs("rec")))).toMatch(error);
    expect(desk.names()).toEqual(["rec"]);
  });

  it.each(lines)(
    "%s, but with --lenient it is set aside, counted and reported",
    async (_, line, error) => {
      const desk = new Desk();
      desk.file("rec", GOOD.join(""));
      const clean = printed(await desk.call(...importArgs("rec")));
      desk.file("rec", GOOD.join("") + line);
      const text = printed(await desk.call(...importArgs("rec", "--lenient")));
      expect(text).toMatch(/^ {2}lines .*quarantined 1/m);
      expect(text).toMatch(
        /^ {2}refused 1 lines, in tapes\/binance-usdm-BTCUSDT\.quarantine\.txt$/m,
      );
      expect(digestIn(text)).toBe(digestIn(clean));
      const aside = readFileSync(desk.path("tapes/binance-usdm-BTCUSDT.quarantine.txt"), "utf8");
      expect(aside.split("\t")[0]).toMatch(error);
      expect(aside.split("\t")[1]).toBe(line);
      expect(desk.names("tapes")).toHaveLength(2);
    },
  );

  it("a missing file, an empty one, a folder and a zip archive", async () => {
    const desk = new Desk();
    desk.file("empty", "");
    mkdirSync(desk.path("folder"));
    desk.file("rec.zip", Buffer.from("PK\u0003\u0004...."));
    for (const [file, error] of [
      ["no.gz", /: no\.gz: cannot be read: no such file or folder$/],
      ["empty", /: empty: is empty$/],
      ["folder", /: folder: cannot be read: it is not a file$/],
      ["rec.zip", /: rec\.zip: is a zip archive: unzip it first/],
    ] as const) {
      expect(refusal(await desk.call(...importArgs(file)))).toMatch(error);
    }
    expect(desk.names()).toEqual(["empty", "folder", "rec.zip"]);
  });

  it("a torn gzip archive, which --lenient reads up to the tear", async () => {
    const desk = new Desk();
    const whole = Array.from({ length: 3000 }, (_, i) =>
      trade(i + 1, `${61_000 + ((i * 7919) % 997)}.${i % 10}`),
    );
    const bytes = gzipSync(whole.join(""));
    desk.file("torn.bin", bytes.subarray(0, bytes.length - 5000));
    expect(refusal(await desk.run(...importArgs("torn.bin")))).toMatch(
      /torn\.bin:\d+: the gzip archive is torn: /,
    );
    expect(desk.names()).toEqual(["torn.bin"]);
    const text = printed(await desk.call(...importArgs("torn.bin", "--lenient")));
    expect(text).toMatch(/^ {2}note +torn\.bin ends after line \d+: the gzip archive is torn/m);
    expect(text).toMatch(/^ {2}refused 1 lines, /m);
  });

  it("settings that cannot be followed, by the names of their flags", async () => {
    const desk = new Desk();
    desk.file("rec", GOOD.join(""));
    const flag = `${ID}=rec`;
    for (const [args, error] of [
      [
        ["nope", "--instrument", flag],
        /format: "nope" is not one of binance-raw, bitstamp-l3, tardis, binance-public, mexoms-csv$/,
      ],
      [
        ["binance-raw", "--instrument", "binance:usdm:DOGE=rec"],
        /--instrument: "binance:usdm:DOGE" is not known; known are .* write a JSON file/,
      ],
      [
        ["binance-raw", "--instrument", "BTCUSDT"],
        /--instrument: "BTCUSDT" is not like binance:usdm:BTCUSDT=FILE$/,
      ],
      [["binance-raw", "--instrument", flag, flag], /--out: .* is named for two instruments$/],
      [
        ["binance-raw", "--instrument", flag, "--feed-latency", "5ms"],
        /--feed-latency: binance-raw files have receipt times/,
      ],
      [["binance-public", "--instrument", flag], /--feed-latency: is required: .* for example 5ms/],
      [
        ["binance-public", "--instrument", flag, "--feed-latency", "5"],
        /--feed-latency: "5" is not a duration with its unit/,
      ],
      [
        ["tardis", "--instrument", flag, "--book-ticker", "ignore"],
        /--book-ticker: is for binance-raw only$/,
      ],
      [["tardis", "--instrument", flag], /rec:1: header: is none of incremental_book_L2.{1,200}$/],
      [
        ["mexoms-csv", "--instrument", flag],
        /rec:1: header: ".{1,80}" is not exch_ns,local_ns,kind,side,price,qty, or that with ,order_id,order_qty$/,
      ],
      [
        ["binance-raw", "--instrument", flag, "--instruments", "no"],
        /: no: cannot be read: no such file or folder$/,
      ],
    ] as const) {
      expect(refusal(await desk.call("import", ...args, "--out", "tapes"))).toMatch(error);
    }
    const deep = ["import", "binance-raw", "--instrument", `${ID}=no`, "--out", "t/deep"];
    expect(refusal(await desk.call(...deep))).toMatch(/: no: cannot be read/);
    const short = ["import", "binance-raw", "--instrument", `${ID}=no,,`, "--out", "t"];
    expect(refusal(await desk.call(...short))).toMatch(/--instrument: ".*no,," is not like /);
    const over = await desk.call("import", "binance-raw", "--instrument", flag, "--out", "rec");
    expect(refusal(over)).toMatch(/: rec: exists already and is not a folder$/);
    expect(desk.names()).toEqual(["rec"]);
  });
});
