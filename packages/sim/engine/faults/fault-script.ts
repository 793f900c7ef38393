import { ConfigError, formatDuration, parseDuration, Prng, Rate } from "@mexoms/core";

/** When something happens: a time after the run's start, or a number of times drawn by the seed. */
export type FaultTime =
  | string
  | {
      readonly random: number;
      /**
       * The times are drawn from so much time after the run's start: runs of any length have the same.
       * Without it they are drawn from the run's own length.
       */
      readonly over?: string | undefined;
    };

/** Something that goes wrong, as it stands in files. Durations and shares have their unit. */
export type FaultSpec =
  /** Requests to a venue are rejected, or get lost and are found missing `recovery` later. */
  | {
      readonly kind: "outage";
      readonly venue: string;
      readonly at: FaultTime;
      readonly for: string;
      readonly requests: "reject" | "lose";
      readonly recovery: string;
      /** What happens to its market data meanwhile. */
      readonly feed: "on" | "gap" | "stale";
    }
  /** Market data is lost; a snapshot follows when it is back. */
  | {
      readonly kind: "feed-gap";
      readonly instrument: string;
      readonly at: FaultTime;
      readonly for: string;
    }
  /** Market data is held back, and all of it comes at the end. */
  | {
      readonly kind: "stale-book";
      readonly instrument: string;
      readonly at: FaultTime;
      readonly for: string;
    }
  /** A share of the requests is rejected: the venue is busy. */
  | {
      readonly kind: "reject-burst";
      readonly venue: string;
      readonly at: FaultTime;
      readonly for: string;
      readonly share: string;
    }
  /** A share of a venue's answers is lost; asking again brings them `recovery` later. */
  | {
      readonly kind: "lost-answer";
      readonly venue: string;
      readonly share: string;
      readonly recovery: string;
    }
  /** A share of a venue's answers comes later, behind others. */
  | {
      readonly kind: "late-event";
      readonly venue: string;
      readonly share: string;
      readonly by: string;
    }
  /** A share of a venue's answers comes twice. */
  | {
      readonly kind: "duplicate-event";
      readonly venue: string;
      readonly share: string;
      readonly by: string;
    }
  /** A venue's clock is ahead: what it says happened at t happened `by` earlier. A minus: behind. */
  | { readonly kind: "clock-skew"; readonly venue: string; readonly by: string };

/** A span of time in the run, from `startNs` up to `endNs` (exclusive). */
export interface FaultWindow {
  readonly startNs: number;
  readonly endNs: number;
}

/** First stream of random numbers that faults use; each fault has its own. */
export const FAULT_STREAM = 5_000;

/** When a fault happens in a run of a length, in order of time. Throws ConfigError. */
export function windowsOf(
  { at, for: span }: { readonly at: FaultTime; readonly for: string },
  run: { readonly lengthNs: number; readonly seed: number; readonly fault: number },
): FaultWindow[] {
  const field = `faults.${run.fault}`;
  const spanNs = parseDuration(span, `${field} for`);
  if (typeof at === "string") {
    const startNs = parseDuration(at, `${field} at`);
    return [{ startNs, endNs: startNs + spanNs }];
  }
  if (!Number.isSafeInteger(at.random) || at.random < 1 || at.random > 10_000) {
    throw new ConfigError(`${field} at.random`, `${at.random} is not a number of times such as 3`);
  }
  const random = new Prng(run.seed, FAULT_STREAM + run.fault);
  const overNs = at.over === undefined ? run.lengthNs : parseDuration(at.over, `${field} at.over`);
  if (overNs === 0) throw new ConfigError(`${field} at.over`, `${at.over} is no time; say 10m`);
  return Array.from({ length: at.random }, () => Math.floor(random.next() * overNs))
    .toSorted((a, b) => a - b)
    .map((startNs) => ({ startNs, endNs: startNs + spanNs }));
}

/** The same faults at the same times as in a run of a length, for runs over parts of its time. */
export function withTimesOver(faults: readonly FaultSpec[], lengthNs: number): FaultSpec[] {
  const over = formatDuration(lengthNs);
  return faults.map((fault) => {
    if (!("at" in fault) || typeof fault.at === "string") return fault;
    return fault.at.over === undefined ? { ...fault, at: { ...fault.at, over } } : fault;
  });
}

/** The most that clocks of venues are ahead in a script; 0 when none is. Throws ConfigError. */
export function clocksAheadNs(faults: readonly FaultSpec[]): number {
  return faults.reduce((sum, each, i) => {
    if (each.kind !== "clock-skew") return sum;
    return sum + Math.max(0, signedDuration(each.by, `faults.${i} by`));
  }, 0);
}

/** A share such as "1%" as a proportion from 0 to 1. Throws ConfigError. */
export function shareOf(text: string, field: string): number {
  const { fraction } = Rate.parse(text, field);
  if (fraction >= 0) return fraction;
  throw new ConfigError(field, `${text} is below zero; say 1%`);
}

/** A duration that may have a minus before it. Throws ConfigError. */
export function signedDuration(text: string, field: string): number {
  return text.startsWith("-") ? -parseDuration(text.slice(1), field) : parseDuration(text, field);
}
