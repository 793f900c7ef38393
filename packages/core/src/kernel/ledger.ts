import type { Strategy } from "../strategy/strategy.ts";

/**
 * The strategy of a kernel that only keeps the books of another one: see Kernel.requested. What it
 * finds saved it saves again.
 */
export const LEDGER: Strategy = {
  name: "ledger",
  params: {},
  start: ({ saved }) => (saved === undefined ? {} : { save: () => saved }),
};
