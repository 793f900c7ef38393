/** Why a venue refuses a request or ends an order, by code. Code 0 is no reason. */
export const REJECTIONS = [
  "",
  "the request did not reach the venue",
  "no such open order",
  "insufficient balance",
  "insufficient margin",
  "position too large for its leverage",
  "liquidated",
  "rate limit",
  "too many open orders",
  "price outside the venue's band",
  "market order above its largest size",
  "amends are not offered here",
  "post-only order would take",
  "self-trade prevention",
  "self-trade mode not offered here",
  "the venue is not available",
  "the venue is busy",
  "the trigger would be reached at once",
  "the expiry has passed",
  "reduce-only: there is no position to reduce",
  "reduce-only: it is larger than the position",
  "reduce-only: orders nearer to the market reduce the whole position",
] as const;

export type Rejection = (typeof REJECTIONS)[number];

const CODES: ReadonlyMap<string, number> = new Map(REJECTIONS.map((text, code) => [text, code]));

/** Code of a reason. */
export function rejectionCode(reason: Rejection): number {
  return CODES.get(reason)!;
}
