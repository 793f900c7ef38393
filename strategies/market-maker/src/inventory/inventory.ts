import {
  type AccountLook,
  ConfigError,
  type Fill,
  type Instrument,
  naturalExp,
  type ParamValues,
  type StrategyContext,
} from "@mexoms/core";
import type { Look } from "../pipeline/look.ts";
import { Holdings } from "./holdings.ts";
import type { inventoryParams } from "./params.ts";
import { CHASE, HEDGE, JOIN, RebalanceLadder, STEPS } from "./rebalance-ladder.ts";
import { Rebalancer } from "./rebalancer.ts";
import { bidSizeFactor } from "./size-skew.ts";
import { WorstCase } from "./worst-case.ts";

export type InventoryParams = ParamValues<typeof inventoryParams>;

/** Stage 3: what is held, what that does to prices and sizes, and what is done to get rid of it. */
export class Inventory {
  readonly holdings: Holdings;
  readonly ladder: RebalanceLadder;
  readonly rebalancer: Rebalancer;
  readonly #params: InventoryParams;
  readonly #worst: WorstCase;
  readonly #rangeLots: number;
  #chaseTicks = 0;
  #chasedNs = 0;
  /** Of an exponential size skew, and the share that it was made of, which changes with fills. */
  #factor = 1;
  #factorShare = 0;

  constructor(options: {
    readonly ctx: StrategyContext;
    readonly instrument: Instrument;
    readonly params: InventoryParams;
  }) {
    const { ctx, instrument, params } = options;
    const { maxInventory, hedge, target } = params;
    checkTarget(instrument, params, ctx.account(instrument));
    this.#params = params;
    this.#rangeLots = params.inventoryRange.of(maxInventory);
    this.holdings = new Holdings({ ctx, instrument, hedge, target, rangeLots: this.#rangeLots });
    this.#worst = new WorstCase({
      position: ctx.position(instrument),
      open: ctx.orders.open(instrument),
      maxLots: maxInventory,
      instrument,
      risk: ctx.risk,
    });
    this.ladder = new RebalanceLadder(ladderOptions(params));
    this.rebalancer = new Rebalancer({ ctx, instrument, params, ladder: this.ladder });
  }

  /** Fills look.inventory; reads the fair value and what the spread model shifts quotes by. */
  look(look: Look): void {
    const { inventory, fair, spread } = look;
    const { holdings } = this;
    this.#worst.look(inventory);
    holdings.look(look);
    const off = inventory.heldLots - inventory.targetLots;
    const range = off < 0 ? holdings.belowLots : holdings.aboveLots;
    if (off === 0) inventory.share = 0;
    else inventory.share = range > 0 ? Math.max(-1, Math.min(1, off / range)) : Math.sign(off);
    if (fair.problem === "none") {
      const within = Math.max(-holdings.belowLots, Math.min(holdings.aboveLots, off));
      inventory.shiftTicks = Number.isNaN(spread.shiftPerLotTicks)
        ? -inventory.share * this.#params.skew.of(fair.ticks)
        : -spread.shiftPerLotTicks * within;
    }
    this.#size(look);
    this.#step(look);
  }

  /** Sends what the step of rebalancing calls for: slices and hedges. */
  act(look: Look): void {
    this.rebalancer.act(look, this.#rangeLots);
  }

  /** An answer to an own order. */
  changed(): void {
    this.holdings.changed();
  }

  onFill(fill: Fill, look: Look): void {
    this.holdings.changed();
    const reducing = fill.side === (look.inventory.share > 0 ? "sell" : "buy");
    if (reducing && fill.instrument === this.rebalancer.instrument) this.#chaseTicks = 0;
    this.rebalancer.onFill(fill, look, this.#rangeLots);
  }

  #size({ inventory }: Look): void {
    const { sizeSkew, sizeDecay } = this.#params;
    inventory.buyFactor = 1;
    inventory.sellFactor = 1;
    if (sizeSkew === "linear") {
      const off = inventory.heldLots - inventory.targetLots;
      const { belowLots, aboveLots } = this.holdings;
      inventory.buyFactor = bidSizeFactor(off, belowLots, aboveLots);
      inventory.sellFactor = 2 - inventory.buyFactor;
    } else if (sizeSkew === "exponential") {
      if (inventory.share !== this.#factorShare) {
        this.#factorShare = inventory.share;
        this.#factor = naturalExp(-sizeDecay * Math.abs(inventory.share));
      }
      const factor = this.#factor;
      if (inventory.share > 0) inventory.buyFactor = factor;
      else inventory.sellFactor = factor;
    }
  }

  #step(look: Look): void {
    const { inventory, nowNs } = look;
    const { ladder } = this;
    const step = ladder.decide(look);
    if (step < CHASE) {
      this.#chaseTicks = 0;
      this.#chasedNs = nowNs;
    } else if (nowNs - this.#chasedNs >= this.#params.chaseEvery) {
      this.#chaseTicks += 1;
      this.#chasedNs = nowNs;
    }
    inventory.step = STEPS[step]!;
    inventory.reachedStep = STEPS[step === 0 ? 0 : ladder.reached]!;
    inventory.chaseTicks = this.#chaseTicks;
    // Steps without a budget have no costs.
    inventory.stepSpentBps = step < JOIN ? 0 : ladder.spentBps(step, nowNs);
    inventory.stepBudgetBps = ladder.budgetBps(step);
  }
}

/** A target that is counted as the position is, and is further than the position may come. */
function checkTarget(
  { sizeUnit, lot }: Instrument,
  { maxInventory, target }: InventoryParams,
  account: AccountLook | undefined,
): void {
  const byPosition = account === undefined || account.kind === "futures";
  if (!byPosition || !(Math.abs(target.lots) > maxInventory)) return;
  const text = (lots: number): string => `${lot.format(lots)}${sizeUnit}`;
  throw new ConfigError(
    "target",
    `${text(target.lots)} is further than maxInventory lets it come, which is ${text(maxInventory)}`,
  );
}

function ladderOptions(p: InventoryParams): ConstructorParameters<typeof RebalanceLadder>[0] {
  const shares = [p.joinAt, p.chaseAt, p.sliceAt, p.hedgeAt].map((share) => share.of(1));
  if (shares.some((share, i) => i > 0 && share < shares[i - 1]!)) {
    throw new ConfigError(
      "joinAt",
      "joinAt, chaseAt, sliceAt and hedgeAt must not fall; for example joinAt=60% chaseAt=75% sliceAt=90% hedgeAt=95%",
    );
  }
  const last = STEPS.indexOf(p.rebalance);
  if (last === HEDGE && p.hedge === undefined) {
    throw new ConfigError(
      "rebalance",
      "hedge needs an instrument; for example hedge=binance:spot:BTCUSDT",
    );
  }
  const bpsOf = (budget: { of(size: number): number }): number => budget.of(10_000);
  const budgets = [p.joinBudget, p.chaseBudget, p.sliceBudget, p.hedgeBudget].map(bpsOf);
  return {
    last,
    enterAt: [0, 0, ...shares],
    back: p.rebalanceBack.of(1),
    budgetBps: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, ...budgets],
    windowNs: p.rebalanceWindow,
  };
}
