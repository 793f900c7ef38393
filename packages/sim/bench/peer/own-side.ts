// Our side of a comparison: a process that holds a tape and answers lines on stdin, see LineServer.
//
//   node own-side.js NAME TAPE_FILE
import { createInterface } from "node:readline";
import { loadTape, openTape } from "@mexoms/sim";
import { GOLDEN_CASES } from "../cases.ts";
import type { PreparedGolden } from "../golden-case.ts";
import type { OwnBytes, PeerRun } from "./duel.ts";

function run(prepared: PreparedGolden): PeerRun {
  prepared.setup();
  const start = process.cpuUsage();
  prepared.run();
  const { user, system } = process.cpuUsage(start);
  return { seconds: (user + system) / 1e6, ...prepared.counts() };
}

function bytes(prepared: PreparedGolden): OwnBytes {
  prepared.setup();
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  prepared.run();
  return { bytesPerRow: (process.memoryUsage().heapUsed - before) / prepared.units };
}

const [name, tapeFile] = process.argv.slice(2);
const tape = loadTape(openTape(tapeFile!, { verify: true }));
const prepared = GOLDEN_CASES.find((each) => each.name === name)!.prepare({
  name: "",
  tape,
  tapeFile: tapeFile!,
  rawFile: undefined,
  streamRows: 0,
});
for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line) === "bytes" ? bytes(prepared) : run(prepared);
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
