import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { MarketRows } from "@mexoms/core/internal";
import { allRows, loadTape, memoryTape, openTape, type Tape, writeTape } from "@mexoms/sim";
import { TapeDigest } from "@mexoms/sim/engine";
import { type Row, tape } from "../driver/tape.ts";
import { Scratch } from "../scratch.ts";

const ROWS = Array.from({ length: 20 }, (_, i): Row => ["depth", "buy", 100 + i, i + 1, i]);
const PLAIN = tape(ROWS);

/** The plain tape with both extra columns; ids beyond 2^53 stay exact if they are exact doubles. */
function withOrders(change = 0): Tape {
  const rows: MarketRows = {
    ...allRows(PLAIN),
    orderId: Float64Array.from(ROWS, (_, i) => 2 ** 60 + i * 1024),
    orderLots: Float64Array.from(ROWS, (_, i) => i + change),
  };
  const digest = new TapeDigest(undefined, ["orderId", "orderLots"]);
  digest.update(rows);
  const sum = digest.finish(PLAIN.instrument.spec, PLAIN.epochNs, PLAIN.rowCount);
  return memoryTape({ ...PLAIN, extraColumns: ["orderId", "orderLots"], digest: sum }, [rows]);
}

describe("extra columns of a tape", () => {
  it("come back from a file, in blocks of any size, under the same digest", () => {
    const scratch = new Scratch();
    const orders = withOrders();
    for (const blockRows of [1, 7, 64]) {
      const file = scratch.file(`${blockRows}.tape`);
      expect(writeTape(file, orders, { blockRows })).toBe(orders.digest);
      const opened = openTape(file, { verify: true });
      expect(opened.extraColumns).toEqual(["orderId", "orderLots"]);
      expect(allRows(opened)).toEqual(allRows(orders));
      expect(allRows(loadTape(opened, 3))).toEqual(allRows(orders));
    }
  });

  it("are part of the digest, and leave that of a tape without them alone", () => {
    const digests = [PLAIN.digest, withOrders().digest, withOrders(1).digest];
    expect(new Set(digests).size).toBe(3);
    const digest = new TapeDigest();
    digest.update(allRows(PLAIN));
    expect(digest.finish(PLAIN.instrument.spec, PLAIN.epochNs, PLAIN.rowCount)).toBe(PLAIN.digest);
  });

  it("that this program does not know are refused by name", () => {
    const scratch = new Scratch();
    const file = scratch.file("a.tape");
    writeTape(file, withOrders());
    const bytes = readFileSync(file);
    const indexAt = Number(bytes.readBigUInt64LE(64));
    bytes.write("newer", indexAt + 6 * 32 + 5, "latin1"); // the name of the last column
    const sum = createHash("sha256").update(bytes.subarray(0, 96)).update(bytes.subarray(indexAt));
    bytes.set(sum.digest(), 96);
    writeFileSync(file, bytes);
    expect(() => openTape(file, { verify: false })).toThrow(
      /a\.tape: column: "ordernewer" is none that this program knows: it is older than the file/,
    );
  });
});
