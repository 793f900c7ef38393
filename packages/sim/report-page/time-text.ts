const MS_PER_DAY = 86_400_000;
const NS_PER_MS = 1_000_000n;

export interface TimeText {
  /** "2024-08-08" */
  readonly date: string;
  /** "23:54:16.298" */
  readonly clock: string;
  /** The digits below a millisecond, "000000". */
  readonly fine: string;
}

/** A UTC time, split so that a page can set the parts in different weights. */
export function timeText(ns: bigint): TimeText {
  const ms = ns / NS_PER_MS;
  const iso = new Date(Number(ms)).toISOString();
  return {
    date: iso.slice(0, 10),
    clock: iso.slice(11, 23),
    fine: (ns % NS_PER_MS).toString().padStart(6, "0"),
  };
}

/** A tick label of a time axis whose ticks are `stepMs` apart; the date stands at midnight. */
export function tickText(unixMs: number, stepMs: number): string {
  const iso = new Date(unixMs).toISOString();
  if (unixMs % MS_PER_DAY === 0 || stepMs >= MS_PER_DAY) return iso.slice(5, 10);
  if (stepMs >= 60_000) return iso.slice(11, 16);
  return stepMs >= 1000 ? iso.slice(11, 19) : iso.slice(14, 23);
}

/** A short length of time, for example "100 ms" or "5 min". */
export function secondsText(seconds: number): string {
  if (seconds < 1) return `${Number((seconds * 1000).toPrecision(3))} ms`;
  if (seconds < 60) return `${Number(seconds.toPrecision(3))} s`;
  if (seconds < 3600) return `${Number((seconds / 60).toPrecision(3))} min`;
  return `${Number((seconds / 3600).toPrecision(3))} h`;
}
