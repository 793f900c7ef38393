import { RoughVenue } from "./rough-venue.ts";

/** What went out since it was last asked for. */
export function sent(venue: RoughVenue): string[] {
  return venue.asked.splice(0);
}

/** A venue with quotes that rest: buys at 990, 985 and 980, sells at 1010, 1015 and 1020. */
export function quoting(params: Record<string, string> = {}, capLots = 1000): RoughVenue {
  const venue = new RoughVenue({ capLots, params });
  venue.at(0, BUYS, SELLS);
  venue.settle();
  sent(venue);
  return venue;
}
export const BUYS: [number, number][] = [
  [990, 10],
  [985, 10],
  [980, 10],
];
export const SELLS: [number, number][] = [
  [1010, 10],
  [1015, 10],
  [1020, 10],
];
