import { ConfigError, Prng } from "@mexoms/core";
import { ROW_EXCH, ROW_LOCAL } from "@mexoms/core/internal";

import { firstTime, lastTime } from "../tape/sequence-ends.ts";
import { cutTape } from "../tape/cut-tape.ts";
import type { Tape } from "../tape/tape.ts";

/** The seed also gives the strategy its random numbers, from another stream. */
const STREAM = 2;

/**
 * Draws at most `count` different times, in order, at which to cut the tapes of a run. From each of
 * them on every instrument has been heard of, and something of the tapes is still to come. A time at
 * which the first row of a tape is on its way to us is put off to just after its receipt.
 */
export function cutTimes(tapes: readonly Tape[], count: number, seed: number): bigint[] {
  const firstNs = instrumentStarts(tapes).reduce((a, b) => (a > b ? a : b)) + 1n;
  const lastNs = tapes.map(lastEventNs).reduce((a, b) => (a > b ? a : b));
  const span = Math.max(0, Number(lastNs - firstNs) + 1);
  const random = new Prng(seed, STREAM);
  const times = new Set<bigint>();
  for (let draw = 0; draw < count; draw++) {
    const time = pastFirstRows(tapes, firstNs + BigInt(Math.floor(random.next() * span)));
    if (time <= lastNs) times.add(time);
  }
  if (times.size === 0) throw new ConfigError("tape", "the tapes are too short to be cut anywhere");
  return [...times].toSorted((a, b) => (a < b ? -1 : 1));
}

/** The tapes of a run as they were at one of its cut times; later tapes are not there yet. */
export function cutTapes(tapes: readonly Tape[], atNs: bigint): Tape[] {
  return tapes.filter((tape) => firstReceiptNs(tape) < atNs).map((tape) => cutTape(tape, atNs));
}

/** Time of a tape's last event on either clock. */
export function lastEventNs({ epochNs, index }: Tape): bigint {
  return epochNs + BigInt(Math.max(lastTime(index, ROW_EXCH), lastTime(index, ROW_LOCAL)));
}

function firstReceiptNs({ epochNs, index }: Tape): bigint {
  return epochNs + BigInt(firstTime(index, ROW_LOCAL));
}

/** When the first row of each instrument was received. */
function instrumentStarts(tapes: readonly Tape[]): bigint[] {
  const starts = new Map<string, bigint>();
  for (const tape of tapes) {
    const known = starts.get(tape.instrument.id);
    const start = firstReceiptNs(tape);
    if (known === undefined || start < known) starts.set(tape.instrument.id, start);
  }
  return [...starts.values()];
}

function pastFirstRows(tapes: readonly Tape[], drawn: bigint): bigint {
  let time = drawn;
  const onItsWay = (tape: Tape): boolean =>
    time <= firstReceiptNs(tape) && time > tape.epochNs + BigInt(firstTime(tape.index, ROW_EXCH));
  for (let next = tapes.find(onItsWay); next; next = tapes.find(onItsWay)) {
    time = firstReceiptNs(next) + 1n;
  }
  return time;
}
