// How small and how fast market batches are: node packages/live/dist/bench/market-batch.js TAPE...
import { openTape } from "@mexoms/sim";
import { blocksOf } from "@mexoms/sim/engine";
import { BatchDecoder, BatchEncoder, MarketBatch } from "@mexoms/live/internal";

const ROUNDS = 5;
const SIZES = [64, 512, 4096];

for (const file of process.argv.slice(2)) {
  for (const size of SIZES) measure(file, size);
}

function measure(file: string, size: number): void {
  const tape = openTape(file, { verify: false });
  const orders = tape.extraColumns.length > 0;
  const { instrument, epochNs } = tape;
  const encoder = new BatchEncoder({ recording: "benchmrk", instrument, epochNs, orders });
  const batches: MarketBatch[] = [];
  for (const rows of blocksOf(tape)) {
    for (let at = 0; at < rows.event.length;) {
      const batch = new MarketBatch(size, { orders });
      at = batch.fill(rows, at, 0, Infinity);
      if (batch.length > 0) batches.push(batch);
    }
  }
  const messages = batches.map(() => new Uint8Array(encoder.bytesMax(size)));
  const lengths = batches.map(() => 0);
  const rows = batches.reduce((sum, batch) => sum + batch.length, 0);
  const decoder = new BatchDecoder("benchmark");
  let [encodeNs, decodeNs] = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    batches.forEach((batch, i) => {
      lengths[i] = encoder.encode(batch, { firstRow: 0, facts: false, end: false }, messages[i]!);
    });
    const between = performance.now();
    messages.forEach((bytes, i) => {
      decoder.open(bytes.subarray(0, lengths[i]));
      decoder.decode();
    });
    encodeNs = Math.min(encodeNs, ((between - start) * 1e6) / rows);
    decodeNs = Math.min(decodeNs, ((performance.now() - between) * 1e6) / rows);
  }
  const bytes = lengths.reduce((sum, length) => sum + length, 0) / rows;
  console.log(
    `${file} in batches of ${size}: ${bytes.toFixed(2)} bytes, encoded in ${encodeNs.toFixed(0)} ns, ` +
      `decoded in ${decodeNs.toFixed(0)} ns a row`,
  );
}
