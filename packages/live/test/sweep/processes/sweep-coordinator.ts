import { connectBus, natsExecutor } from "@mexoms/live";
import { sweepUnderTest, trialsOf } from "../sweep-study.ts";

// Runs trials of the sweep under test in a process of its own, and tells the id of each that ended.
const [url, folder, count, credentials] = process.argv.slice(2) as [
  string,
  string,
  string,
  string | undefined,
];
const bus = await connectBus({ url, name: "sweep", credentials, reconnectMs: 50 });
const sweep = await sweepUnderTest(folder);
const executor = await natsExecutor({
  bus,
  ...sweep,
  // Who comes after it takes what it left.
  keep: true,
  ackWaitMs: 2000,
  onNote: (note) => process.stdout.write(`${note}\n`),
});
process.stdout.write("open\n");
await executor.run(
  trialsOf(Number(count), { 11: "throw" }),
  ({ id }) => process.stdout.write(`told ${id}\n`),
  new AbortController().signal,
);
await executor.close();
await bus.close();
process.stdout.write("closed\n");
