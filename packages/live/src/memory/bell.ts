import type { MappedFile } from "./mapped-file.ts";
import { type Futex, loadFutex } from "./futex.ts";

/** Bytes of a bell: the word that sleepers wait on, and whether there may be any. */
const BELL_BYTES = 8;

/**
 * Wakes processes that sleep. To ring it costs one read of memory when nobody sleeps. Sleepers are
 * woken all at once; one that died leaves nothing behind but one needless wake.
 */
export class Bell {
  readonly #words: Int32Array;
  readonly #futex: Futex | undefined;
  readonly #address: bigint;
  readonly #mapped: MappedFile;

  /** On the 8 bytes from `offset` on, a multiple of 4, of a file mapped for writing. */
  constructor(mapped: MappedFile, offset: number) {
    this.#mapped = mapped;
    this.#words = new Int32Array(mapped.buffer, offset, BELL_BYTES / 4);
    this.#futex = loadFutex();
    this.#address = mapped.address(offset);
  }

  /** Call it after something was published. */
  ring(): void {
    if (Atomics.load(this.#words, 1) !== 0) this.#wake();
  }

  /** Says that this process is about to sleep; look for work once more, then `sleep`. */
  arm(): number {
    // In this order: whoever clears the flag changes the word after it.
    const armed = Atomics.load(this.#words, 0);
    Atomics.store(this.#words, 1, 1);
    return armed;
  }

  /** Sleeps until the bell rings, unless it rang since `arm` returned `armed`; at most `maxNs`. */
  sleep(armed: number, maxNs: number): void {
    if (this.#mapped.closed) return;
    if (this.#futex === undefined) napUntil(this.#words, armed, maxNs);
    else this.#futex.wait(this.#address, armed, maxNs);
  }

  #wake(): void {
    Atomics.store(this.#words, 1, 0);
    Atomics.add(this.#words, 0, 1);
    if (!this.#mapped.closed) this.#futex?.wake(this.#address);
  }
}

const NAP_MS = 0.2;

/** Where the system has no futex: short naps. */
function napUntil(words: Int32Array, armed: number, maxNs: number): void {
  const nap = new Int32Array(new SharedArrayBuffer(4));
  const until = performance.now() + maxNs / 1e6;
  while (performance.now() < until && Atomics.load(words, 0) === armed) {
    Atomics.wait(nap, 0, 0, NAP_MS);
  }
}
