import { ConfigError } from "@mexoms/core";
import { ROW_LOCAL } from "@mexoms/core/internal";
import { firstTime, lastTime } from "../tape/sequence-ends.ts";
import type { Tape } from "../tape/tape.ts";

/** Tapes by instrument, in the order in which instruments first appear; each group by time. Throws ConfigError. */
export function groupTapes(tapes: readonly Tape[]): Tape[][] {
  if (tapes.length === 0) throw new ConfigError("tape", "a run needs at least one tape");
  const groups = new Map<string, Tape[]>();
  for (const tape of tapes) {
    if (tape.rowCount === 0) {
      throw new ConfigError("tape", `the tape of ${tape.instrument.id} has no rows`);
    }
    const group = groups.get(tape.instrument.id);
    if (group) group.push(tape);
    else groups.set(tape.instrument.id, [tape]);
  }
  for (const group of groups.values()) {
    group.sort((a, b) => Number(firstNs(a) - firstNs(b)));
    group.forEach((tape, i) => {
      const before = group[i - 1];
      if (before && firstNs(tape) < lastNs(before)) {
        throw new ConfigError(
          "tape",
          `two tapes of ${tape.instrument.id} overlap in time; give tapes that follow each other`,
        );
      }
    });
  }
  return [...groups.values()];
}

/** Local time of a tape's first row. */
function firstNs({ epochNs, index }: Tape): bigint {
  return epochNs + BigInt(firstTime(index, ROW_LOCAL));
}

/** Local time of a tape's last row. */
export function lastNs({ epochNs, index }: Tape): bigint {
  return epochNs + BigInt(lastTime(index, ROW_LOCAL));
}
