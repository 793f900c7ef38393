import { Worker } from "node:worker_threads";
import type { JournalFilesOptions } from "./journal-files.ts";

/**
 * Keeps the files of a journal up to date in a thread of its own: writing a file and waiting for the
 * disk cost the engine nothing. It reads the journal as any other process would.
 */
export class FilesThread {
  readonly #worker: Worker;
  readonly #ended: Promise<unknown>;
  #failed: Error | undefined;

  /** `onFailure` is told of trouble, once; the files are not written any more from then on. */
  constructor(options: JournalFilesOptions, onFailure: (error: Error) => void) {
    this.#worker = new Worker(new URL("files-thread-main.js", import.meta.url), {
      workerData: options,
    });
    this.#ended = new Promise((resolve) => this.#worker.once("exit", resolve));
    this.#worker.on("error", (error) => {
      this.#failed = error instanceof Error ? error : new Error(String(error));
      onFailure(this.#failed);
    });
  }

  /** Writes all that the journal has, and ends. To be called when the journal gets no more. */
  async close(): Promise<void> {
    if (this.#failed === undefined) this.#worker.postMessage("close");
    await this.#ended;
  }
}
