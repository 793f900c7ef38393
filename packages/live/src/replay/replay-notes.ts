import { ENGINE_VERSION } from "@mexoms/sim/internal";

/** The part of a digest that is told. */
export function short(digest: string): string {
  return digest.slice(0, 12);
}

/** That the strategy's code is not the one that ran. */
export function otherCode(now: string, then: string): string {
  return (
    `the strategy's code is not the one that ran: it has digest ${short(now)}, ` +
    `the journal was written by ${short(then)}`
  );
}

/** That the engine has other rules than the one that ran. */
export function otherEngine(then: string): string {
  return `the journal was written by engine ${then}; this is ${ENGINE_VERSION}`;
}
