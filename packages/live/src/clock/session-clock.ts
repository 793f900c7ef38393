import { ConfigError } from "@mexoms/core";
import { fail } from "@mexoms/core/internal";
import { monoAtPerformanceZero } from "./mono-clock.ts";

/** How the time of a session follows from the machine's monotonic clock: the same in each process. */
export interface ClockSpec {
  /** UTC time that the session's times are relative to, in nanoseconds since 1970. */
  readonly epochNs: bigint;
  /** The machine's monotonic clock (process.hrtime) at which the session's time is zero. */
  readonly originMonoNs: bigint;
  /** Nanoseconds of the session for each of the machine: 1 live, more for a recording played faster. */
  readonly speed: number;
}

const TOO_OLD = "the session is older than 104 days: begin a new one in another folder";

/**
 * The time of a session: whole nanoseconds since its epoch, exact for 104 days. It never goes back.
 * Reading it allocates nothing.
 */
export class SessionClock {
  readonly spec: ClockSpec;
  /** The time that `read` found last. */
  nowNs = 0;
  readonly #originMs: number; // on the scale of performance.now()
  readonly #scale: number;
  // Kept, so that the clock is read while the host's is closed to a strategy.
  readonly #now: () => number = performance.now.bind(performance);

  constructor(spec: ClockSpec) {
    if (!(spec.speed > 0 && Number.isFinite(spec.speed))) {
      throw new ConfigError("speed", `${spec.speed} is not a factor above zero, such as 1 or 50`);
    }
    this.spec = spec;
    this.#scale = spec.speed * 1e6;
    this.#originMs = Number(spec.originMonoNs - monoAtPerformanceZero()) / 1e6;
  }

  /**
   * Reads the clock into `nowNs` and returns it; 0 before the session's begin. Throws InvariantError
   * after 104 days of session time.
   */
  read(): number {
    const now = Math.floor((this.#now() - this.#originMs) * this.#scale);
    if (now > this.nowNs) {
      // Beyond, times of inputs could not grow by one any more.
      if (now > Number.MAX_SAFE_INTEGER) fail(TOO_OLD);
      this.nowNs = now;
    }
    return this.nowNs;
  }
}
