import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { BookWriter, MonoClock, SessionControl } from "@mexoms/live";
import { Desk } from "./command.ts";

const ROW = { buy: 0x11, sell: 0x21 }; // event bytes of depth rows

const SPEC = {
  venue: "binance",
  market: "usdm",
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "0.10",
  lotSize: "0.001",
  makerFee: "2bps",
  takerFee: "5bps",
} as const;

function memoryOfTest(): string {
  const memory = mkdtempSync(path.join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "mexoms-"));
  onTestFinished(() => rmSync(memory, { recursive: true, force: true }));
  return memory;
}

function createSession(memory: string, session: string): SessionControl {
  const instruments = [SPEC, { ...SPEC, symbol: "ETHUSDT" }];
  return SessionControl.create({ memory, session, epochNs: 0n, speed: 50, instruments });
}

/** A book of three bids and an ask, whose writer is alive for an hour to come. */
function writeBook(control: SessionControl): BookWriter {
  const options = { levels: 20, instrument: SPEC, market: 0, epochNs: 0n };
  const book = BookWriter.create(control.marketFile(0, "book"), options);
  for (const ticks of [600_000, 599_999, 599_990]) {
    book.row(ROW.buy, ticks, Float64Array.of(1500), 0);
  }
  book.row(ROW.sell, 600_001, Float64Array.of(7), 0);
  book.publish(new Float64Array(3));
  book.beat(new MonoClock().read() + 3.6e12);
  return book;
}

describe("mexoms books", () => {
  it("prints the best levels of each book, in prices and sizes, with its state", async () => {
    const memory = memoryOfTest();
    const control = createSession(memory, "paper-1");
    writeBook(control);
    control.start(process.hrtime.bigint());
    const args = ["books", "--once", "--levels", "2", "--memory", memory];
    const { code, stdout } = await new Desk().call(...args);
    expect(code).toBe(0);
    const lines = stdout.split("\n").map((line) => line.replaceAll(/\s+/g, " ").trim());
    expect(lines[0]).toBe("paper-1: running at 50x");
    expect(lines[2]).toMatch(/^binance:usdm:BTCUSDT valid, age .*, writer heard .*, 1 changes$/);
    expect(lines.slice(3, 6)).toEqual([
      "bid size bid ask ask size",
      "1.500 60000.0 60000.1 0.007",
      "1.500 59999.9",
    ]);
    expect(lines[7]).toBe("binance:usdm:ETHUSDT ABSENT, 0 changes");
  });

  it("shows no levels of a book whose writer went silent", async () => {
    const memory = memoryOfTest();
    const book = writeBook(createSession(memory, "paper-1"));
    book.beat(1);
    const { stdout } = await new Desk().call("books", "paper-1", "--memory", memory);
    expect(stdout).toMatch(/BTCUSDT {2}STALE/);
    expect(stdout).not.toContain("60000");
    expect(stdout).toContain("paper-1: clock held");
  });

  it("asks for a name where several sessions run, and tells where none does", async () => {
    const memory = memoryOfTest();
    const none = await new Desk().call("books", "--memory", memory);
    expect(none.stderr).toContain(`error: session: none runs (nothing in ${memory}); start one, `);
    expect(none.code).toBe(1);
    createSession(memory, "a");
    createSession(memory, "b");
    const several = await new Desk().call("books", "--memory", memory);
    expect(several.stderr).toBe("error: session: several are running, name one of a, b\n");
    const unknown = await new Desk().call("books", "c", "--memory", memory);
    expect(unknown.stderr).toBe(`error: session: there is no session "c" in ${memory}\n`);
  });

  it("refuses a book of a later version with both versions", async () => {
    const memory = memoryOfTest();
    const control = createSession(memory, "paper-1");
    writeBook(control);
    const file = control.marketFile(0, "book");
    const bytes = readFileSync(file);
    bytes.writeUInt32LE(2, 8);
    rmSync(file);
    writeFileSync(file, bytes);
    const { stderr } = await new Desk().call("books", "--memory", memory);
    expect(stderr).toMatch(/^error: book: .* has version 2 and this program reads 1/);
  });

  it("--clean removes the sessions of the dead and keeps those of the living", async () => {
    const memory = memoryOfTest();
    createSession(memory, "living");
    const { folder } = createSession(memory, "dead");
    const control = path.join(folder, "control");
    const bytes = readFileSync(control);
    // No process has this number.
    bytes.writeInt32LE(0x7ffffffe, 16);
    rmSync(control);
    writeFileSync(control, bytes);
    const first = await new Desk().call("books", "--clean", "--memory", memory);
    expect(first.stdout).toBe("removed dead (2 kB)\n");
    const second = await new Desk().call("books", "--clean", "--memory", memory);
    expect(second.stdout).toBe(`nothing was left behind in ${memory}\n`);
    expect(existsSync(path.join(memory, "living"))).toBe(true);
  });

  it.each([
    ["--levels", "0", '--levels: "0" is not a whole number'],
    ["--stale", "5", '--stale: "5" is not a duration with its unit'],
  ])("%s %s is refused", async (flag, value, told) => {
    const { stderr, code } = await new Desk().call("books", "x", flag, value);
    expect(stderr).toContain(told);
    expect(code).toBe(1);
  });
});
