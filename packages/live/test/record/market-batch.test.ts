import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError, Instrument } from "@mexoms/core";
import { BatchDecoder, BatchEncoder, MarketBatch } from "@mexoms/live/internal";
import { BTC_USDM } from "../btc-usdm.ts";

const INSTRUMENT = new Instrument(BTC_USDM);
const EPOCH_NS = 1_723_075_200_000_000_000n;

interface Row {
  readonly event: number;
  readonly exchNs: number;
  readonly localNs: number;
  readonly priceTicks: number;
  readonly qtyLots: number;
  readonly orderId: number;
  readonly orderLots: number;
}

function batchOf(rows: readonly Row[], orders: boolean): MarketBatch {
  const batch = new MarketBatch(Math.max(1, rows.length), { orders });
  for (const row of rows) {
    const at = batch.length++;
    batch.event[at] = row.event;
    batch.exchNs[at] = row.exchNs;
    batch.localNs[at] = row.localNs;
    batch.priceTicks[at] = row.priceTicks;
    batch.qtyLots[at] = row.qtyLots;
    if (!orders) continue;
    batch.orderId![at] = row.orderId;
    batch.orderLots![at] = row.orderLots;
  }
  return batch;
}

function encode(
  rows: readonly Row[],
  { orders = false, facts = false, end = false, firstRow = 0 } = {},
): Uint8Array {
  const encoder = new BatchEncoder({
    recording: "a1b2c3d4",
    instrument: INSTRUMENT,
    epochNs: EPOCH_NS,
    orders,
  });
  const out = new Uint8Array(encoder.bytesMax(rows.length));
  const length = encoder.encode(batchOf(rows, orders), { firstRow, facts, end }, out);
  return out.slice(0, length);
}

function decode(bytes: Uint8Array): { decoder: BatchDecoder; rows: Row[] } {
  const decoder = new BatchDecoder("batch");
  decoder.open(bytes);
  const batch = decoder.decode();
  const rows = Array.from({ length: batch.length }, (_, i) => ({
    event: batch.event[i]!,
    exchNs: batch.exchNs[i]!,
    localNs: batch.localNs[i]!,
    priceTicks: batch.priceTicks[i]!,
    qtyLots: batch.qtyLots[i]!,
    orderId: batch.orderId?.[i] ?? 0,
    orderLots: batch.orderLots?.[i] ?? 0,
  }));
  return { decoder, rows };
}

// Ordinary numbers and the ones at the edges; a tape never holds the last ones, a message may.
const edge = fc.constantFrom(0, -0, 1, 2 ** 51, 2 ** 52, Number.MAX_SAFE_INTEGER, 0.5, -1, 1e300);
const time = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 86_400_000 }).map((ms) => ms * 1e6) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 86_400_000_000 }).map((us) => us * 1e3) },
  { weight: 4, arbitrary: fc.maxSafeInteger() },
  { weight: 1, arbitrary: edge },
);
const tame = fc.integer({ min: 0, max: 86_400_000 }).map((ms) => ms * 1e6);
const rowOf = (times: fc.Arbitrary<number>, counts: fc.Arbitrary<number>): fc.Arbitrary<Row> =>
  fc.record({
    event: fc.integer({ min: 0, max: 255 }),
    exchNs: times,
    localNs: times,
    priceTicks: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    qtyLots: counts,
    orderId: counts,
    orderLots: counts,
  });
const counts = fc.oneof(fc.maxSafeNat(), fc.nat(1000));
const wildRows = fc.array(rowOf(time, fc.oneof(counts, edge)), { maxLength: 60 });
const tameRows = fc
  .array(fc.tuple(rowOf(tame, counts), fc.integer({ min: 1, max: 4 })), { maxLength: 30 })
  .map((groups) => groups.flatMap(([row, times]) => Array.from({ length: times }, () => row)));

describe("a market batch", () => {
  it("gives back every row exactly, whatever numbers it holds", () => {
    const given = [fc.oneof(wildRows, tameRows), fc.boolean(), fc.maxSafeNat()] as const;
    fc.assert(
      fc.property(...given, (rows, orders, firstRow) => {
        const { decoder, rows: back } = decode(encode(rows, { orders, firstRow }));
        const expected = orders ? rows : rows.map((row) => ({ ...row, orderId: 0, orderLots: 0 }));
        expect(back).toEqual(expected); // tells 0 from -0
        expect(decoder.firstRow).toBe(firstRow);
        expect(decoder.orders).toBe(orders);
      }),
      { numRuns: 400 },
    );
  });

  it("carries recording, epoch, instrument and end", () => {
    const { decoder } = decode(encode([], { facts: true, end: true, firstRow: 2 ** 40 }));
    expect(decoder.recording).toBe("a1b2c3d4");
    expect(decoder.epochNs).toBe(EPOCH_NS);
    expect(decoder.firstRow).toBe(2 ** 40);
    expect(decoder.end).toBe(true);
    expect(decoder.instrument()?.spec).toEqual(INSTRUMENT.spec);
    const without = decode(encode([]));
    expect(without.decoder.instrument()).toBeUndefined();
    expect(without.decoder.factsCrc).toBe(decoder.factsCrc);
  });

  it("is refused with a DataError when it is cut anywhere or a bit of it is wrong", () => {
    fc.assert(
      fc.property(tameRows, fc.nat(), fc.nat(7), (rows, where, bit) => {
        const whole = encode(rows, { orders: true, facts: true });
        const at = where % whole.length;
        expect(() => decode(whole.subarray(0, at))).toThrow(DataError);
        const damaged = Uint8Array.from(whole);
        damaged[at]! ^= 1 << bit;
        expect(() => decode(damaged)).toThrow(DataError);
      }),
    );
    expect(() => decode(new TextEncoder().encode("nonsense".repeat(20)))).toThrow(/magic: not a/);
  });

  it("of a newer version is refused with both versions", () => {
    const bytes = encode([]);
    bytes[4] = 2;
    expect(() => decode(bytes)).toThrow("batch: version: version 2, this program reads version 1");
  });

  it("keeps its bytes: a change of the format is a new version", () => {
    const at = (ms: number, event: number, ticks: number, lots: number): Row => ({
      event,
      exchNs: ms * 1e6,
      localNs: ms * 1e6 + 1_234_567,
      priceTicks: ticks,
      qtyLots: lots,
      orderId: 70_000 + lots,
      orderLots: lots,
    });
    const rows = [
      at(5, 0x11, 600_000, 1500),
      at(5, 0x11, 599_999, 0),
      at(5, 0x21, 600_003, 2_000_000_000),
      at(9, 0x02, 600_000, 12),
      at(12, 0x05, 0, 0),
    ];
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
    expect(hex(encode(rows, { firstRow: 2 ** 33 + 7 }))).toBe(
      [
        "4d584d42010000006131623263336434000049e1c397e9170700000002000000",
        "05000000fc0f3db20000000000000000000000c071c85741000000e0303e6941",
        "0011112102050102038ed11c031080a4e8030c809bee0201809f49010805ff9e",
        "4901dc0b0080a8d6b9070c003e28ceb5",
      ].join(""),
    );
    expect(hex(encode(rows.slice(0, 3), { orders: true, end: true }))).toBe(
      [
        "4d584d42010005006131623263336434000049e1c397e9170000000000000000",
        "03000000fc0f3db20000000000000000000000c071c85741000000c071c85741",
        "001111210102038ed11c0301809f49010801dc0b0080a8d6b9070198dd08b717",
        "80d0acf30e01dc0b0080a8d6b907a445b059",
      ].join(""),
    );
  });
});
