import { writeSync } from "node:fs";
import { JournalWriter } from "@mexoms/live";
import { doublesOf } from "./record-size.ts";

// Writes numbered records until it is killed, and tells on its standard output which are committed.
const [dir] = process.argv.slice(2);
const options = { dir: dir!, epochNs: 7n, segmentBytes: 65_536, sync: "2ms" };
const { writer } = JournalWriter.open(options);
for (;;) {
  for (let turn = 0; turn < 50; turn++) {
    const i = writer.nextSequence;
    const doubles = doublesOf(i);
    const start = writer.begin(i % 2 ? 2 : 3, i * 1000, doubles * 8);
    for (let k = 0; k < doubles; k++) writer.fields[start / 8 + k] = i + k / 64;
    writer.commit();
    if (i % 7 === 0) writeSync(1, `${i}\n`);
  }
  writer.syncIfDue(performance.now());
  await new Promise((done) => {
    setImmediate(done);
  });
}
