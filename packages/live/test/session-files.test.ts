import {
  appendFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { Decimal } from "@mexoms/core";
import { BUY, SELL } from "@mexoms/core/internal";
import { JournalFiles, JournalWriter } from "@mexoms/live";
import { FilesThread } from "@mexoms/live/internal";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "./scratch-folder.ts";
import { EPOCH_NS, ScriptedJournal } from "./scripted-journal.ts";

const DAY_1 = "ledger-2024-08-08.csv";
const DAY_2 = "ledger-2024-08-09.csv";

function journalIn(dir: string): ScriptedJournal {
  const { writer } = JournalWriter.open({
    dir: path.join(dir, "journal"),
    epochNs: EPOCH_NS,
    segmentBytes: 65_536,
    sync: "none",
    identity: "abc12345",
  });
  return new ScriptedJournal(writer);
}

function filesIn(dir: string, out = "files"): JournalFiles {
  return new JournalFiles({
    journal: path.join(dir, "journal"),
    dir: path.join(dir, out),
    everyMs: 0,
  });
}

/** All that an engine or a person would find in a folder of files. */
function contents(dir: string): Record<string, string> {
  const names = readdirSync(dir).filter((name) => name !== "files.lock");
  return Object.fromEntries(
    names.sort().map((name) => [name, readFileSync(path.join(dir, name), "utf8")]),
  );
}

function csv(text: string): Record<string, string>[] {
  const [head, ...lines] = text.trimEnd().split("\n");
  const names = head!.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((v, i) => [names[i]!, v])));
}

interface Deal {
  readonly market: number;
  readonly side: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly maker: boolean;
  readonly afterNs: number;
}

function trade(journal: ScriptedJournal, deal: Deal): void {
  journal.nowNs += deal.afterNs;
  const { market, side, priceTicks, qtyLots, maker } = deal;
  journal.quotes(market, priceTicks - 1, priceTicks + 2);
  const orderId = journal.order(market, side, priceTicks, qtyLots);
  journal.fill(market, { orderId, priceTicks, qtyLots, maker });
}

const deals = fc.array(
  fc.record({
    market: fc.constantFrom(0, 1),
    side: fc.constantFrom(BUY, SELL),
    priceTicks: fc.integer({ min: 200_000, max: 700_000 }),
    qtyLots: fc.integer({ min: 1, max: 5000 }),
    maker: fc.boolean(),
    afterNs: fc.integer({ min: 1, max: 4_000_000_000 }),
  }),
  { minLength: 1, maxLength: 12 },
);

describe("files of a journal", () => {
  it("has a line for each fill, and a ledger for each UTC day that carries the position over", () => {
    const dir = scratchFolder("files");
    const journal = journalIn(dir);
    journal.start();
    trade(journal, {
      market: 0,
      side: BUY,
      priceTicks: 600_000,
      qtyLots: 100,
      maker: true,
      afterNs: 1e9,
    });
    trade(journal, {
      market: 0,
      side: SELL,
      priceTicks: 600_100,
      qtyLots: 40,
      maker: false,
      afterNs: 10e9,
    });
    journal.stop("the tape is over");
    filesIn(dir).close();

    const files = contents(path.join(dir, "files"));
    expect(Object.keys(files)).toEqual([
      "config.json",
      "fills.csv",
      DAY_1,
      DAY_2,
      "positions.json",
    ]);
    expect(csv(files["fills.csv"]!)).toMatchObject([
      {
        local_time: "2024-08-08T23:59:51.000000000Z",
        instrument: "binance:swap:BTCUSDT",
        order_id: "1",
        trade_id: "1",
        side: "buy",
        price: "60000.0",
        qty: "0.100",
        liquidity: "maker",
        fee: "0.9", // 6,000 USDT at 1.5 bps
        position_after: "0.100",
      },
      { side: "sell", qty: "0.040", liquidity: "taker", fee: "1.2002", position_after: "0.060" },
    ]);
    const [first] = csv(files[DAY_1]!);
    expect(first).toMatchObject({
      opening_position: "0.000",
      closing_position: "0.100",
      volume: "0.100",
      turnover: "6000",
      fees: "0.9",
      realized: "0",
      mark: "60000.05",
      unrealized: "0.005",
      pnl: "-0.895",
    });
    const [second, , total] = csv(files[DAY_2]!);
    expect(second).toMatchObject({
      date: "2024-08-09",
      opening_position: "0.100",
      closing_position: "0.060",
      realized: "0.4", // 0.04 BTC bought at 60,000 and sold at 60,010
      opening_unrealized: "0.005",
      opening_equity: "-0.895",
    });
    expect(total).toMatchObject({ instrument: "all", currency: "USDT", pnl: second!["pnl"] });
    const config = JSON.parse(files["config.json"]!) as Record<string, unknown>;
    expect(config).toMatchObject({
      journal: "abc12345",
      config: { params: { halfSpread: "5bps" }, seed: 1 },
      sessions: [{ sequence: 1, why: "the tape is over" }],
    });
    const positions = JSON.parse(files["positions.json"]!) as { positions: object[] };
    expect(positions.positions[0]).toMatchObject({ position: "0.060", realized: "0.4" });
    journal.writer.close();
  });

  it("a fill that is told twice, as recovery may do, stands there once", () => {
    const dir = scratchFolder("files");
    const journal = journalIn(dir);
    journal.start();
    const orderId = journal.order(0, BUY, 600_000, 100);
    const tradeId = journal.fill(0, { orderId, priceTicks: 600_000, qtyLots: 100, maker: true });
    journal.nowNs += 1;
    journal.fill(0, { orderId, priceTicks: 600_000, qtyLots: 100, maker: true, tradeId });
    filesIn(dir).close();
    expect(csv(contents(path.join(dir, "files"))["fills.csv"]!)).toHaveLength(1);
    journal.writer.close();
  });

  it("what the ledgers say is the sum of the fills, over any fills on any days", () => {
    fc.assert(
      fc.property(deals, (all) => {
        const dir = scratchFolder("files");
        const journal = journalIn(dir);
        journal.start();
        for (const deal of all) trade(journal, deal);
        filesIn(dir).close();
        journal.writer.close();
        const files = contents(path.join(dir, "files"));
        const fills = csv(files["fills.csv"]!);
        expect(fills).toHaveLength(all.length);
        const days = Object.keys(files).filter((name) => name.startsWith("ledger-"));
        for (const [column, of] of [
          ["fees", "fee"],
          ["volume", "qty"],
        ] as const) {
          const rows = days
            .flatMap((name) => csv(files[name]!))
            .filter((row) => row["instrument"] !== "all");
          expect(sum(rows.map((row) => row[column]!))).toBe(sum(fills.map((row) => row[of]!)));
        }
        for (const name of days) {
          for (const row of csv(files[name]!)) {
            const at = (field: string): Decimal => new Decimal(row[field]!);
            const gain = at("unrealized").minus(at("opening_unrealized"));
            const pnl = at("realized").plus(gain).minus(at("fees")).plus(at("funding"));
            expect(pnl.toFixed()).toBe(at("pnl").toFixed());
            expect(at("opening_equity").plus(at("pnl")).toFixed()).toBe(at("equity").toFixed());
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  it("are the same bytes again after a crash: with a torn line, a lost one, or one too many", () => {
    fc.assert(
      fc.property(deals, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
        const dir = scratchFolder("files");
        const journal = journalIn(dir);
        journal.start();
        for (const deal of all) trade(journal, deal);
        filesIn(dir).close();
        const whole = contents(path.join(dir, "files"));
        const file = path.join(dir, "files", "fills.csv");
        const bytes = Buffer.byteLength(whole["fills.csv"]!);

        truncateSync(file, Math.floor(bytes * share));
        filesIn(dir).close();
        expect(contents(path.join(dir, "files"))).toEqual(whole);

        appendFileSync(file, "99999,2024-08-08T23:59:59");
        const again = filesIn(dir);
        again.close();
        expect(again.files.repair).toEqual({ keptBytes: bytes, cutBytes: 25 });
        expect(contents(path.join(dir, "files"))).toEqual(whole);

        // The rest of the journal comes after all that.
        trade(journal, {
          market: 1,
          side: BUY,
          priceTicks: 250_000,
          qtyLots: 7,
          maker: true,
          afterNs: 5,
        });
        filesIn(dir).close();
        filesIn(dir, "fresh").close();
        journal.writer.close();
        expect(contents(path.join(dir, "files"))).toEqual(contents(path.join(dir, "fresh")));
      }),
      { numRuns: 15 },
    );
  });

  it("follows a journal that is being written, over its segments", () => {
    const dir = scratchFolder("files");
    const journal = journalIn(dir);
    journal.start();
    const files = filesIn(dir);
    for (let i = 0; i < 400; i++) {
      trade(journal, {
        market: i % 2,
        side: i % 3 === 0 ? SELL : BUY,
        priceTicks: 300_000 + i,
        qtyLots: 1,
        maker: true,
        afterNs: 1000,
      });
      if (i % 7 === 0) files.doWork();
    }
    const segments = readdirSync(path.join(dir, "journal")).filter((name) =>
      name.endsWith(".journal"),
    );
    expect(segments.length).toBeGreaterThan(1);
    files.close();
    journal.writer.close();
    filesIn(dir, "fresh").close();
    expect(contents(path.join(dir, "files"))).toEqual(contents(path.join(dir, "fresh")));
    expect(csv(contents(path.join(dir, "fresh"))["fills.csv"]!)).toHaveLength(400);
  });

  it("a thread keeps them while the journal grows, and writes the rest when it is closed", async () => {
    const dir = scratchFolder("files");
    const journal = journalIn(dir);
    journal.start();
    const failures: Error[] = [];
    const options = {
      journal: path.join(dir, "journal"),
      dir: path.join(dir, "files"),
      everyMs: 1,
    };
    const thread = new FilesThread(options, (error) => failures.push(error));
    const deal = { market: 0, side: BUY, priceTicks: 300_000, qtyLots: 1, maker: true, afterNs: 1 };
    trade(journal, deal);
    const fills = path.join(dir, "files", "fills.csv");
    const lines = (): number => (existsSync(fills) ? csv(readFileSync(fills, "utf8")).length : 0);
    while (lines() === 0 && failures.length === 0) await new Promise(setImmediate);
    trade(journal, deal);
    await thread.close();
    expect(failures).toEqual([]);
    expect(lines()).toBe(2);
    const refused = new FilesThread({ ...options, journal: dir }, (error) => failures.push(error));
    await refused.close();
    expect(failures[0]!.message).toContain("has no segment of a journal");
    journal.writer.close();
  });

  it("two processes cannot write the same files", () => {
    const dir = scratchFolder("files");
    const journal = journalIn(dir);
    journal.start();
    const files = filesIn(dir);
    expect(() => filesIn(dir)).toThrow(/is being written/);
    files.close();
    journal.writer.close();
  });

  it("does not touch a fills.csv that is none of ours", () => {
    const dir = scratchFolder("files");
    const journal = journalIn(dir);
    journal.start();
    filesIn(dir).close();
    const file = path.join(dir, "files", "fills.csv");
    writeFileSync(file, "when,what\n1,2\n");
    expect(() => filesIn(dir)).toThrow("has other columns");
    expect(readFileSync(file, "utf8")).toBe("when,what\n1,2\n");
    journal.writer.close();
    expect(existsSync(path.join(dir, "files", DAY_1))).toBe(true);
  });
});

function sum(texts: readonly string[]): string {
  return texts.reduce((all, text) => all.plus(text), new Decimal(0)).toFixed();
}
