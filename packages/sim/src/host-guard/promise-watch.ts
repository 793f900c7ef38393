import { createHook } from "node:async_hooks";
import { StrategyError } from "@mexoms/core";

const MESSAGE =
  "a strategy made a promise (an async function, or a library that uses them): nobody can repeat " +
  "when it goes on; do the work in the callback itself, or later by ctx.after";

/** Sees the promises that come into being while it watches. */
export class PromiseWatch {
  readonly #seen: Promise<unknown>[] = [];
  readonly #hook: ReturnType<typeof createHook>;
  #error: StrategyError | undefined;

  constructor() {
    this.#hook = createHook({
      init: (_id, type, _trigger, resource) => {
        if (type !== "PROMISE") return;
        // Made here, its stack leads to the line of the first promise; thrown here, it would end
        // the process.
        this.#error ??= new StrategyError(MESSAGE);
        if (resource instanceof Promise) this.#seen.push(resource);
      },
    });
  }

  start(): void {
    this.#hook.enable();
  }

  /** Ends the watch. What becomes of the promises no longer matters; none may end the process. */
  stop(): void {
    this.#hook.disable();
    for (const promise of this.#seen) promise.catch(() => undefined);
  }

  /** Throws when there was a promise. */
  check(): void {
    if (this.#error) throw this.#error;
  }
}
