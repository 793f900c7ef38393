import type { RebalanceStep } from "../pipeline/inventory-look.ts";
import { CostWindow } from "./cost-window.ts";

/** From the mildest to the last. */
export const STEPS: readonly RebalanceStep[] = ["none", "skew", "join", "chase", "slice", "hedge"];
export const SKEW = 1;
export const JOIN = 2;
export const CHASE = 3;
export const SLICE = 4;
export const HEDGE = 5;

/** Shares are quotients of lots: two ways to the same one differ by less than this. */
const ROUNDING = 1e-9;

/** What of a look the ladder reads. */
export interface LadderLook {
  readonly inventory: { readonly share: number };
  readonly nowNs: number;
}

export interface LadderOptions {
  /** Number of the last step that may be taken. */
  readonly last: number;
  /** Share of the range at which each step begins, by its number. Never falls. */
  readonly enterAt: readonly number[];
  /** How far under it the share must come for the step to end. */
  readonly back: number;
  /** Most that each step may cost in a window, in bps of the value of the range, by its number. */
  readonly budgetBps: readonly number[];
  readonly windowNs: number;
}

/**
 * Which step of rebalancing an inventory calls for. A step begins at its share of the range and ends
 * a good deal under it; one that has spent its budget is replaced by the last one below that has
 * not, until its window is over.
 */
export class RebalanceLadder {
  readonly #options: LadderOptions;
  readonly #costs: readonly CostWindow[];
  #reached = SKEW;

  constructor(options: LadderOptions) {
    this.#options = options;
    this.#costs = STEPS.map(() => new CostWindow(options.windowNs));
  }

  /** Number of the step that the inventory alone calls for. */
  get reached(): number {
    return this.#reached;
  }

  /** Number of the step to take for the look's inventory. */
  decide({ inventory, nowNs }: LadderLook): number {
    const { last, enterAt, back, budgetBps } = this.#options;
    const off = Math.abs(inventory.share);
    let step = this.#reached;
    while (step < last && off >= enterAt[step + 1]!) step += 1;
    // Slices and hedges bring the share to where a step ends and no further: there it is over.
    while (step > SKEW && off < enterAt[step]! && off <= enterAt[step]! - back + ROUNDING)
      step -= 1;
    this.#reached = step;
    while (step > SKEW && this.#costs[step]!.spent(nowNs) >= budgetBps[step]!) step -= 1;
    return step === SKEW && off === 0 ? 0 : step;
  }

  /** Books what a step has cost; a gain is not counted against later costs. */
  book(step: number, costBps: number, nowNs: number): void {
    if (costBps > 0) this.#costs[step]!.add(costBps, nowNs);
  }

  spentBps(step: number, nowNs: number): number {
    return this.#costs[step]!.spent(nowNs);
  }

  budgetBps(step: number): number {
    return this.#options.budgetBps[step]!;
  }

  /** Share under which a step ends. */
  leaveAt(step: number): number {
    return Math.max(0, this.#options.enterAt[step]! - this.#options.back);
  }
}
