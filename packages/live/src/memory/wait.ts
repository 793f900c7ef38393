import { ConfigError } from "@mexoms/core";
import koffi from "koffi";
import type { Bell } from "./bell.ts";

export const WAIT_KINDS = ["spin", "yield", "sleep"] as const;
/**
 * What a process does while there is nothing to do: "spin" looks again at once (a whole core, the
 * shortest time to see news), "yield" lets other processes of the core go first (a whole core when
 * nobody else wants it), "sleep" looks for some 50 microseconds more, then sleeps until a bell rings.
 */
export type WaitKind = (typeof WAIT_KINDS)[number];

/** Idles between two looks for work. */
export interface WaitStrategy {
  readonly kind: WaitKind;
  /**
   * There was nothing to do. Returns when it is time to look again, and whether time may have passed
   * meanwhile: then the clock is to be read before.
   */
  idle(): boolean;
  /** There was something to do. */
  worked(): void;
}

export interface WaitOptions {
  readonly kind: WaitKind;
  /** What wakes a sleeper; needed for "sleep". */
  readonly bell?: Bell;
  /**
   * Longest sleep, in microseconds up to 100,000: timers and Node's event loop may be that late.
   * Needed for "sleep".
   */
  readonly maxSleepUs?: number;
}

export function createWait(options: WaitOptions): WaitStrategy {
  const { kind, bell, maxSleepUs } = options;
  if (kind === "spin") return new SpinWait();
  if (kind === "yield") return { kind, idle: loadYield(), worked: nothing };
  if (kind !== "sleep") {
    throw new ConfigError("wait", `"${String(kind)}" is not one of ${WAIT_KINDS.join(", ")}`);
  }
  if (bell === undefined || maxSleepUs === undefined) {
    throw new ConfigError("wait", "sleep needs a bell and the longest sleep, such as 1000 us");
  }
  if (!(maxSleepUs > 0 && maxSleepUs <= 100_000)) {
    throw new ConfigError("wait", `${maxSleepUs} us is not in 1 to 100000, such as 1000`);
  }
  return new SleepWait(bell, maxSleepUs * 1000);
}

/** Loads between two looks, some tenths of a microsecond: without them, looking is all garbage. */
const PAUSE = 64;

/** Passes some time without a call and without any garbage. */
class Pause {
  readonly #word = new Int32Array(1);

  pass(): void {
    for (let i = 0; i < PAUSE; i++) Atomics.load(this.#word, 0);
  }
}

class SpinWait implements WaitStrategy {
  readonly kind = "spin";
  readonly #pause = new Pause();

  idle(): boolean {
    this.#pause.pass();
    return false;
  }

  worked(): void {}
}

/**
 * Looks before it sleeps, some 50 microseconds: answers to what was just sent come within them, and
 * are seen without the system's call to sleep and to wake, which takes about as long.
 */
const LOOKS = 128;

class SleepWait implements WaitStrategy {
  readonly kind = "sleep";
  readonly #bell: Bell;
  readonly #maxNs: number;
  readonly #pause = new Pause();
  #idles = 0;
  #armed = 0;

  constructor(bell: Bell, maxNs: number) {
    this.#bell = bell;
    this.#maxNs = maxNs;
  }

  idle(): boolean {
    this.#idles += 1;
    if (this.#idles < LOOKS) {
      this.#pause.pass();
      return false;
    }
    if (this.#idles === LOOKS) {
      // The look after this one finds what was published before the bell was armed.
      this.#armed = this.#bell.arm();
      return false;
    }
    this.#bell.sleep(this.#armed, this.#maxNs);
    this.#idles = LOOKS - 1;
    return true;
  }

  worked(): void {
    this.#idles = 0;
  }
}

function nothing(): void {}

function goOn(): boolean {
  return false;
}

function loadYield(): () => boolean {
  if (process.platform === "win32") return goOn;
  const call = koffi.load(null).func("int sched_yield()") as () => number;
  return () => {
    call();
    return true;
  };
}
