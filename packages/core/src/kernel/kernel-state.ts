import type { SavedPosition } from "../account/position.ts";
import { ConfigError } from "../errors.ts";
import type { SavedOrder } from "../order/saved-order.ts";
import type { SavedRiskState } from "../risk/risk-state.ts";
import type { SavedAccount } from "./saved-account.ts";

/** How long orders stay in a state after they are over: answers about them may still come. */
export const CLOSED_KEPT_NS = 60e9;

/**
 * Everything that a kernel needs to go on where another one was, beside what the markets tell anew:
 * books are not part of it. Whole numbers of any size are text, so that JSON can hold it. Times are
 * relative to the epoch of the kernel that it is from, which must be that of the next.
 */
export interface KernelState {
  readonly version: 1;
  /** Ids of the instruments, in the order of the markets: those of the next kernel must be the same. */
  readonly instruments: readonly string[];
  /** Ids of orders grow over kernels. */
  readonly nextOrderId: number;
  readonly nextMassCancelId: number;
  /** Cancels of all that are under way. */
  readonly massCancels: readonly { readonly id: number; readonly market: number }[];
  /**
   * Orders that are not over, and those about which the venue may still tell something: it owes
   * fills of them, or they ended less than CLOSED_KEPT_NS ago.
   */
  readonly orders: readonly SavedOrder[];
  /** By market. */
  readonly positions: readonly SavedPosition[];
  /** The venue's largest number of an execution, by market; 0 for none. */
  readonly tradeIds: readonly number[];
  readonly accounts: readonly SavedAccount[];
  readonly risk?: SavedRiskState | undefined;
  /** What the strategy saved. */
  readonly strategy?: string | undefined;
}

/** Throws ConfigError for a state of other instruments. */
export function checkState(state: KernelState, instruments: readonly string[]): void {
  const known = state.instruments;
  if (state.version !== 1) {
    throw new ConfigError("state", `version ${String(state.version)} is not known here`);
  }
  const same =
    known.length === instruments.length && known.every((id, market) => id === instruments[market]);
  if (same) return;
  const [was, is] = [known, instruments].map((ids) => ids.join(", "));
  throw new ConfigError("instruments", `are ${is}, but the state is of ${was}`);
}
