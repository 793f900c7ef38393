import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BUY, SELL } from "@mexoms/core/internal";
import { JournalFiles, JournalReader, JournalWriter, MARK } from "@mexoms/live";
import { parseKeep } from "@mexoms/live/internal";
import { foldJournal, hasSession } from "../../src/engine/fold-journal.ts";
import { savePosition } from "../../src/publish/publish-position.ts";
import { EPOCH_NS, ScriptedJournal, sessionStart } from "../scripted-journal.ts";
import { tempFolder } from "./temp-folder.ts";

const HOUR_NS = 3600e9;
const KEEP_NS = 2 * 24 * HOUR_NS;

function journalIn(dir: string): ScriptedJournal {
  const options = { dir: path.join(dir, "journal"), epochNs: EPOCH_NS };
  const { writer } = JournalWriter.open({ ...options, segmentBytes: 65_536, sync: "none" });
  return new ScriptedJournal(writer);
}

/** Trades for `hours` hours; each segment gets what an engine writes into it. */
function trade(journal: ScriptedJournal, hours: number): void {
  for (let hour = 0; hour < hours; hour++) {
    journal.nowNs += HOUR_NS;
    for (let n = 0; n < 4; n++) {
      const market = n % 2;
      const side = (hour + n) % 3 === 0 ? SELL : BUY;
      const priceTicks = 300_000 + ((hour * 31 + n) % 97);
      journal.quotes(market, priceTicks - 1, priceTicks + 2);
      const orderId = journal.order(market, side, priceTicks, 1 + (n % 5));
      journal.fill(market, { orderId, priceTicks, qtyLots: 1 + (n % 5), maker: n % 2 === 0 });
    }
    if (!journal.writer.wantsSnapshot) continue;
    const state = foldJournal(journal.writer.dir, 1)!.ledger.state();
    journal.writer.text(MARK.session, journal.nowNs, JSON.stringify(sessionStart()));
    journal.snapshot(state);
  }
}

function filesIn(dir: string, out: string, keep: boolean, published?: string): JournalFiles {
  return new JournalFiles({
    journal: path.join(dir, "journal"),
    dir: path.join(dir, out),
    everyMs: 0,
    ...(keep ? { keep: { keepNs: KEEP_NS, published } } : {}),
  });
}

function work(files: JournalFiles): void {
  while (files.doWork() > 0);
}

function contents(dir: string): Record<string, string> {
  const names = readdirSync(dir).filter((name) => /^(fills|ledger|positions)/.test(name));
  return Object.fromEntries(
    names.sort().map((name) => [name, readFileSync(path.join(dir, name), "utf8")]),
  );
}

function segments(dir: string): number[] {
  return readdirSync(path.join(dir, "journal"))
    .filter((name) => name.endsWith(".journal"))
    .map((name) => Number(name.slice(0, 20)));
}

describe("a journal whose old segments are deleted", () => {
  it(
    "gives the same files as one that keeps all, also over restarts, and a restart finds the same state",
    { timeout: 300_000 },
    () => {
      fc.assert(
        fc.property(
          fc.array(fc.record({ hours: fc.integer({ min: 1, max: 40 }), restart: fc.boolean() }), {
            minLength: 4,
            maxLength: 7,
          }),
          (spans) => {
            const dir = tempFolder();
            const journal = journalIn(dir);
            journal.start();
            const all = filesIn(dir, "all", false);
            let files = filesIn(dir, "files", true);
            let most = 0;
            for (const { hours, restart } of spans) {
              trade(journal, hours);
              work(all);
              const before = foldJournal(journal.writer.dir, 1)!;
              work(files);
              const after = foldJournal(journal.writer.dir, 1)!;
              expect(after.ledger.state()).toEqual(before.ledger.state());
              expect(after.start).toEqual(before.start);
              most = Math.max(most, segments(dir).length);
              if (!restart) continue;
              files.close();
              files = filesIn(dir, "files", true);
            }
            // The last 60 hours, the 48 that are kept, and what ends and begins with them.
            expect(most).toBeLessThan(14);
            expect(hasSession(journal.writer.dir)).toBe(true);
            all.close();
            files.close();
            expect(contents(path.join(dir, "files"))).toEqual(contents(path.join(dir, "all")));
            journal.writer.close();
          },
        ),
        { numRuns: 3 * Number(process.env["MEXOMS_SOAK"] ?? "1"), endOnFailure: true },
      );
    },
  );

  it("keeps what is not published, and begins with a record that readers can find", () => {
    const dir = tempFolder();
    const journal = journalIn(dir);
    journal.start();
    trade(journal, 700);
    const published = path.join(dir, "published.json");
    const files = filesIn(dir, "files", true, published);
    work(files);
    expect(segments(dir)[0]).toBe(1);
    const third = segments(dir)[2]!;
    const position = { journal: journal.writer.id, ledger: { orders: [], positions: [] } };
    savePosition(published, { ...position, sequence: third - 2 });
    files.doWork();
    expect(segments(dir)[0]).toBe(segments(dir).find((first) => first < third && first > 1));
    savePosition(published, { ...position, sequence: journal.writer.nextSequence - 1 });
    files.doWork();
    const [first] = segments(dir);
    expect(first).toBeGreaterThan(third);
    files.close();
    const reader = JournalReader.open(path.join(dir, "journal"));
    expect(reader.next()).toBe(true);
    expect(reader.sequence).toBe(first);
    reader.close();
    expect(() => JournalReader.open(path.join(dir, "journal"), { from: 1 })).toThrow("is gone");
    journal.writer.close();
  });

  it("keeps all without a state to go on from", () => {
    const dir = tempFolder();
    const journal = journalIn(dir);
    journal.start();
    for (let n = 0; n < 2000; n++) {
      journal.nowNs += HOUR_NS;
      journal.quotes(0, 300_000, 300_001);
    }
    const files = filesIn(dir, "files", true);
    work(files);
    expect(segments(dir).length).toBeGreaterThan(3);
    expect(segments(dir)[0]).toBe(1);
    files.close();
    journal.writer.close();
  });

  it("says how long is too short", () => {
    expect(parseKeep("all", "--journal-keep")).toBeUndefined();
    expect(parseKeep("7d", "--journal-keep")).toBe(7 * 24 * HOUR_NS);
    expect(() => parseKeep("1h", "--journal-keep")).toThrow('"1h" is less than 2d');
    expect(() => parseKeep("week", "--journal-keep")).toThrow("--journal-keep");
  });
});
