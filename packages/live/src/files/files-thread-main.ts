// The thread of a FilesThread: see there.
import { parentPort, workerData } from "node:worker_threads";
import { JournalFiles, type JournalFilesOptions } from "./journal-files.ts";

/** How long it rests when the journal has nothing new. */
const IDLE_MS = 50;

const port = parentPort!;
const files = new JournalFiles(workerData as JournalFilesOptions);
let closing = false;
port.once("message", () => {
  closing = true;
});

const turn = (): void => {
  if (closing) {
    files.close();
    port.close();
  } else if (files.doWork() > 0) {
    setImmediate(turn);
  } else {
    setTimeout(turn, IDLE_MS);
  }
};
turn();
