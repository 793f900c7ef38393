import type { FollowedStay, Observations } from "./observations.ts";

/** The stays that tell something of queues, in order of time, in two parts by order. */
export interface Informative {
  readonly fit: readonly FollowedStay[];
  readonly held: readonly FollowedStay[];
}

/** Splits the informative stays so that the first `fitShare` of their orders are in `fit`. */
export function splitInformative(observations: Observations, fitShare: number): Informative {
  const stays = observations.stays
    .filter(({ hadQueue, rows }) => hadQueue && rows.length > 0)
    .toSorted((a, b) => a.stay.fromNs - b.stay.fromNs);
  const orders = [...new Set(stays.map(({ stay }) => stay.order))];
  const first = new Set(orders.slice(0, Math.round(orders.length * fitShare)));
  const isFit = ({ stay }: FollowedStay): boolean => first.has(stay.order);
  return { fit: stays.filter(isFit), held: stays.filter((stay) => !isFit(stay)) };
}

/** When a model says that a trade reached a stay, Infinity when none did before it ended. */
export function predictedReachNs(stay: FollowedStay, model: number): number {
  const at = stay.reachNs[model]!;
  return at <= stay.lastTradeNs ? at : Number.POSITIVE_INFINITY;
}

/** When a trade did reach it, Infinity when none did. */
export function actualReachNs(stay: FollowedStay): number {
  return stay.ended === "reached" ? stay.lastTradeNs : Number.POSITIVE_INFINITY;
}

/** Whether the models do not all say the same of a stay. */
export function isTelling(stay: FollowedStay): boolean {
  const first = predictedReachNs(stay, 0);
  return stay.reachNs.some((_, model) => predictedReachNs(stay, model) !== first);
}
