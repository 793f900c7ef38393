import { parseDuration, Prng } from "@mexoms/core";
import { rejectionCode } from "../venue/rejections.ts";
import type { FaultCounts } from "./fault-counts.ts";
import {
  FAULT_STREAM,
  type FaultSpec,
  type FaultWindow,
  shareOf,
  windowsOf,
} from "./fault-script.ts";

const UNAVAILABLE = rejectionCode("the venue is not available");
const BUSY = rejectionCode("the venue is busy");
/** Random numbers of windows and of draws must not be the same. */
const DRAWS = 500;

interface Span {
  readonly kind: string;
  readonly windows: readonly FaultWindow[];
  readonly share: number;
  readonly code: number;
  /** Undefined: refused. Else lost, and found missing that much later. */
  readonly recoveryNs: number | undefined;
  readonly random: Prng;
}

interface Draw {
  readonly kind: "lost-answer" | "late-event" | "duplicate-event";
  readonly share: number;
  readonly byNs: number;
  readonly random: Prng;
}

/** What goes wrong between us and a venue: with requests as they arrive, with answers as they leave. */
export class LinkFaults {
  readonly #spans: readonly Span[];
  readonly #draws: readonly Draw[];
  readonly #counts: FaultCounts;

  /** Throws ConfigError that names the fault's field. */
  constructor(options: {
    faults: readonly FaultSpec[];
    venue: string;
    seed: number;
    lengthNs: number;
    counts: FaultCounts;
  }) {
    const { seed, lengthNs } = options;
    const spans: Span[] = [];
    const draws: Draw[] = [];
    options.faults.forEach((spec, fault) => {
      if (!("venue" in spec) || spec.venue !== options.venue) return;
      const random = new Prng(seed, FAULT_STREAM + DRAWS + fault);
      const field = `faults.${fault}`;
      const share = "share" in spec ? shareOf(spec.share, `${field} share`) : 1;
      if (spec.kind === "outage") {
        const windows = windowsOf(spec, { seed, lengthNs, fault });
        const recovery = parseDuration(spec.recovery, `${field} recovery`);
        const recoveryNs = spec.requests === "lose" ? recovery : undefined;
        spans.push({ kind: spec.kind, windows, share, code: UNAVAILABLE, recoveryNs, random });
      } else if (spec.kind === "reject-burst") {
        const windows = windowsOf(spec, { seed, lengthNs, fault });
        spans.push({ kind: spec.kind, windows, share, code: BUSY, recoveryNs: undefined, random });
      } else if (spec.kind !== "clock-skew") {
        const byNs =
          spec.kind === "lost-answer"
            ? parseDuration(spec.recovery, `${field} recovery`)
            : parseDuration(spec.by, `${field} by`);
        draws.push({ kind: spec.kind, share, byNs, random });
      }
    });
    this.#spans = spans;
    this.#draws = draws;
    this.#counts = options.counts;
  }

  /** What becomes of a request that arrives: undefined, or the code of a refusal and when it is told. */
  request(
    atNs: number,
  ): { readonly code: number; readonly recoveryNs: number | undefined } | undefined {
    for (const { kind, windows, share, code, recoveryNs, random } of this.#spans) {
      if (!windows.some(({ startNs, endNs }) => atNs >= startNs && atNs < endNs)) continue;
      if (share < 1 && random.next() >= share) continue;
      this.#counts.add(kind);
      return { code, recoveryNs };
    }
    return undefined;
  }

  /** How much later than it should an answer comes, 0 when nothing happens, and how much later again. */
  answer(): { readonly laterNs: number; readonly againNs: number | undefined } {
    let laterNs = 0;
    let againNs: number | undefined;
    for (const { kind, share, byNs, random } of this.#draws) {
      if (random.next() >= share) continue;
      this.#counts.add(kind);
      if (kind === "duplicate-event") againNs = byNs;
      else laterNs = Math.max(laterNs, byNs);
    }
    return { laterNs, againNs };
  }
}
