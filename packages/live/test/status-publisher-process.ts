// A process that publishes a status page as fast as it can, until it is killed. Two counts of each
// page are equal.
import { StatusPublisher } from "@mexoms/live/internal";
import { exampleView } from "./example-view.ts";

let count = 0;
const view = exampleView();
const publisher = new StatusPublisher({
  file: process.argv[2]!,
  mode: "paper",
  look: {
    view: () => ({ ...view, counts: { ...view.counts, rows: count, journalRecords: count } }),
  },
  journal: () => ({ dir: "journal", bytes: count, append: undefined }),
  bus: () => ({ state: "off", why: undefined, publishedSequence: count }),
  everyMs: 0,
  room: 65_536,
});
const publish = (): void => {
  for (let i = 0; i < 50; i++) {
    count += 1;
    publisher.publish();
  }
  setImmediate(publish);
};
publish();
console.log("ready");
