import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, type Handlers, type StrategyContext } from "@mexoms/core";
import { BacktestRun, loadTape, openTape, runBacktest, type Tape, writeTape } from "@mexoms/sim";
import { marketRows, trades } from "../driver/random-market.ts";
import { runOptions } from "../driver/run.ts";
import { BTC, EPOCH_NS, ETH, tape, type Row } from "../driver/tape.ts";
import { Scratch } from "../scratch.ts";

const BLOCK_SIZES = [1, 7, 64, 1 << 20];
const OPEN_FILES = "/proc/self/fd";

type Start = (ctx: StrategyContext) => Handlers;

/** Trades, and tells whatever it is told, so that the digest sees when and with what. */
function telling(tapes: readonly Tape[]): Start {
  const all = tapes.map(({ instrument }) => instrument);
  const instruments = all.filter(({ id }, i) => all.findIndex((each) => each.id === id) === i);
  return (ctx) => {
    instruments.forEach((each, i) => trades(ctx, each, i));
    return {
      book: (book) => ctx.explain("book", [ctx.nowNs, book.bid, book.ask, book.bidLots]),
      trade: ({ instrument, priceTicks, qtyLots, exchNs, localNs, side }) =>
        ctx.explain("trade", [instrument.id, priceTicks, qtyLots, exchNs, localNs, side ?? "-"]),
    };
  };
}

/** Told of trades alone: between two of them lie blocks that nobody is woken by. */
function tradesOnly(): Start {
  return (ctx) => ({
    trade: (trade) => ctx.explain("trade", [ctx.nowNs, trade.localNs, trade.qtyLots]),
  });
}

function digestOf(tapes: readonly Tape[], strategy: (tapes: readonly Tape[]) => Start): string {
  return runBacktest(runOptions(tapes, strategy(tapes))).digest;
}

function receivedNs([, , , , ns]: Row): number {
  return typeof ns === "number" ? ns : ns.local;
}

/** Happened up to 9 ns earlier, so possibly before the last row of the tape before. */
function earlier(row: Row, i: number): Row {
  const [kind, side, ticks, lots, ns] = row;
  const local = receivedNs(row);
  const exch = typeof ns === "number" ? ns : ns.exch;
  return [kind, side, ticks, lots, { exch: exch - (i % 10), local }];
}

function fileOf(scratch: Scratch, of: Tape, name: string, blockRows: number): Tape {
  const file = scratch.file(`${name}-${blockRows}.tape`);
  writeTape(file, of, { blockRows });
  return openTape(file, { verify: false });
}

describe("a run", () => {
  it("has the same digest from memory and from a file, in blocks of any size", () => {
    const scratch = new Scratch();
    fc.assert(
      fc.property(marketRows(120), (rows) => {
        const whole = tape(rows);
        for (const strategy of [telling, tradesOnly]) {
          const digest = digestOf([whole], strategy);
          for (const blockRows of BLOCK_SIZES) {
            const inMemory = digestOf([loadTape(whole, blockRows)], strategy);
            const streamed = digestOf([fileOf(scratch, whole, "btc", blockRows)], strategy);
            expect(inMemory, `memory, blocks of ${blockRows}`).toBe(digest);
            expect(streamed, `file, blocks of ${blockRows}`).toBe(digest);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("has it with two tapes each of two instruments, which overlap in exchange time", () => {
    const scratch = new Scratch();
    const parts = fc.tuple(marketRows(40), marketRows(40), marketRows(40), marketRows(40));
    fc.assert(
      fc.property(parts, fc.constantFrom(...BLOCK_SIZES), ([a, b, c, d], blockRows) => {
        const later = EPOCH_NS + BigInt(Math.max(receivedNs(a.at(-1)!), receivedNs(c.at(-1)!)));
        const whole = [
          tape(a),
          tape(c, ETH),
          tape(b.map(earlier), BTC, later),
          tape(d.map(earlier), ETH, later),
        ];
        const files = whole.map((each, i) => fileOf(scratch, each, `${i}`, blockRows));
        expect(digestOf(files, telling)).toBe(digestOf(whole, telling));
      }),
      { numRuns: 40 },
    );
  });

  it("has it beside another run over the same open tape, at another place in it", () => {
    const scratch = new Scratch();
    fc.assert(
      fc.property(marketRows(80), fc.integer({ min: 1, max: 30 }), (rows, lead) => {
        const whole = tape(rows);
        const streamed = fileOf(scratch, whole, "both", 4);
        const options = runOptions(streamed, telling([streamed]));
        const digest = digestOf([whole], telling);
        const [first, second] = [new BacktestRun(options), new BacktestRun(options)];
        first.advance(lead);
        let [goesOn, follows] = [true, true];
        while (goesOn || follows) {
          goesOn = first.advance(3);
          follows = second.advance(2);
        }
        expect([first.result().digest, second.result().digest]).toEqual([digest, digest]);
      }),
      { numRuns: 40 },
    );
  });
});

describe("a tape file with a damaged block", () => {
  const ROWS = Array.from({ length: 100 }, (_, i): Row => ["depth", "buy", 100, i + 1, i * 10]);

  function damaged(scratch: Scratch): string {
    const file = scratch.file("a.tape");
    writeTape(file, tape(ROWS), { blockRows: 10 });
    const bytes = readFileSync(file);
    const fifth = 128 + 4 * (4 * 128 + 64); // blocks of 10 rows take 5 columns, filled up
    bytes[fifth] = bytes[fifth]! ^ 1;
    writeFileSync(file, bytes);
    return file;
  }

  it("ends the run when the block is reached, names it, and leaves no result", () => {
    const opened = openTape(damaged(new Scratch()), { verify: false });
    let seen = 0;
    const run = new BacktestRun(runOptions(opened, () => ({ book: () => void (seen += 1) })));
    const go = (): boolean => run.advance(1_000);
    expect(go).toThrow(DataError);
    expect(seen).toBeGreaterThan(30);
    expect(seen).toBeLessThan(50);
    expect(go).toThrow(/closed before its end/);
    expect(() => run.result()).toThrow(/not over/);
    expect(() => runBacktest(runOptions(opened, () => {}))).toThrow(
      /a\.tape: block 5 of 10: its checksum does not match: the file is damaged, import it again/,
    );
  });

  it("is refused when it is opened, if it is to be verified", () => {
    expect(() => openTape(damaged(new Scratch()), { verify: true })).toThrow(/block 5 of 10/);
  });

  it.runIf(existsSync(OPEN_FILES))("is closed after the run, as is one that is sound", () => {
    const scratch = new Scratch();
    const before = readdirSync(OPEN_FILES).length;
    const opened = openTape(damaged(scratch), { verify: false });
    expect(() => runBacktest(runOptions(opened, () => {}))).toThrow(DataError);
    const sound = fileOf(scratch, tape(ROWS), "sound", 10);
    const given = new BacktestRun(runOptions(sound, (ctx) => void ctx.every(100, () => {})));
    given.advance(2);
    expect(readdirSync(OPEN_FILES).length).toBe(before + 1);
    given.close();
    runBacktest(runOptions(sound, () => {}));
    const failing = (ctx: StrategyContext): void => {
      ctx.after(500, () => {
        throw new Error("from the strategy");
      });
    };
    expect(() => runBacktest(runOptions(sound, failing))).toThrow(/from the strategy/);
    expect(readdirSync(OPEN_FILES).length).toBe(before);
  });

  it("says why open files are not counted here", () => {
    if (!existsSync(OPEN_FILES)) console.log(`not run: open files need ${OPEN_FILES}`);
  });
});

describe("a tape file that is replaced while it is in use", () => {
  it("is refused rather than read at the places of the one before", () => {
    const scratch = new Scratch();
    const first: Row[] = [["depth", "buy", 100, 1, 0]];
    const opened = fileOf(scratch, tape(first), "a", 8);
    fileOf(scratch, tape([...first, ["depth", "buy", 101, 1, 5]]), "a", 8);
    expect(() => runBacktest(runOptions(opened, () => {}))).toThrow(/has changed since it was/);
  });
});

describe("readers of one tape file", () => {
  it("share few blocks of memory and see the right rows, however far one is behind", () => {
    const scratch = new Scratch();
    const rows = Array.from({ length: 200 }, (_, i): Row => ["depth", "buy", i + 1, 1, i]);
    const streamed = fileOf(scratch, tape(rows), "far", 2);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 300 }), (moves) => {
        const readers = [streamed.open(), streamed.open(), streamed.open()];
        const at = [0, 0, 0];
        const held = readers.map((reader) => reader.rows(0));
        const buffers = new Set<unknown>();
        for (const move of moves) {
          const who = move % 3;
          if (at[who]! < 99) at[who]! += 1;
          held[who] = readers[who]!.rows(at[who]!);
          held.forEach((each, i) => {
            buffers.add(each.event.buffer);
            expect([...each.priceTicks]).toEqual([at[i]! * 2 + 1, at[i]! * 2 + 2]);
          });
        }
        for (const reader of readers) reader.close();
        expect(buffers.size).toBeLessThanOrEqual(5);
      }),
      { numRuns: 100 },
    );
  });
});
