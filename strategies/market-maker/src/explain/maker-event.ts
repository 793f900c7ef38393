import type { Side } from "@mexoms/core";

/** An order that is open as far as we know. */
export interface OrderEvent {
  readonly id: number;
  readonly instrument: string;
  readonly side: Side;
  readonly price: string | null;
  /** What is open of it. */
  readonly size: string | null;
  readonly filled: string | null;
  readonly state: string;
  /** The request that is not answered yet. */
  readonly request: string;
  readonly timeInForce: string;
}

/** One level of the plan and what was done about it at the last look. */
export interface LevelEvent {
  readonly side: Side;
  /** From 1, the inner one. */
  readonly level: number;
  readonly price: string | null;
  readonly size: string | null;
  /** From the fair value, below zero for bids. */
  readonly offBps: number | null;
  /** What moved or cut it. */
  readonly why: readonly string[];
  readonly decision: string;
  readonly because: string;
  readonly waitsFor: string;
  /** The order that stands for it, by id; null for none that is still open. */
  readonly order: number | null;
  /** Price of the order that it had, when that was replaced at this look: the figures below are of that one. */
  readonly movedFrom: string | null;
  readonly gainBps: number | null;
  readonly toleranceBps: number | null;
  readonly queueValueBps: number | null;
  readonly fillChance: number | null;
  readonly ahead: string | null;
}

/** Why the market maker does what it does: everything from the fair value to each order. */
export interface MakerEvent {
  readonly instrument: string;
  /** UTC. */
  readonly time: string;
  /** Since the look that this tells of; null when there was none yet. */
  readonly lookAgeMs: number | null;
  readonly quoting: boolean;
  /** Why it does not quote, or how many quotes are open. Never empty. */
  readonly reason: string;
  readonly currency: string;
  readonly sizeUnit: string;
  readonly fair: {
    readonly method: string;
    /** null when there is a fair value. */
    readonly problem: string | null;
    readonly price: string | null;
    /** By the method alone, before the anchor. */
    readonly own: string | null;
    readonly mid: string | null;
    readonly bid: string | null;
    readonly ask: string | null;
    readonly anchor: string | null;
    readonly anchorKind: string;
    readonly ageMs: number | null;
    readonly imbalance: number | null;
  };
  readonly spread: {
    readonly model: string;
    readonly problem: string | null;
    /** Price per square root of a second. */
    readonly sigma: string | null;
    readonly baseBps: number | null;
    readonly toxicityBps: number | null;
    readonly depthBps: number | null;
    readonly feeFloorBps: number | null;
    /** Expected move against a fill, part of the fee floor. */
    readonly adverseBps: number | null;
    readonly halfBps: number | null;
    readonly limitedBy: string;
    /** From 0 to 1, and the depth as a share of the usual one. */
    readonly toxicity: number | null;
    readonly depthShare: number | null;
    /** Samples that sigma stands on; with too few of them it is startVolatility. */
    readonly sigmaSamples: number;
    readonly sigmaIsStart: boolean;
    /** Risk aversion per tick and quote; null for models without one. */
    readonly gamma: number | null;
    /** Fills a second d ticks from the mid: rate * e^(-decay * d), and how good the last fit was. */
    readonly fit: {
      readonly rate: number | null;
      readonly decay: number | null;
      readonly r2: number | null;
      readonly newestR2: number | null;
      readonly samples: number;
      readonly ageMs: number | null;
    };
  };
  readonly inventory: {
    readonly position: string | null;
    readonly held: string | null;
    readonly target: string | null;
    /** Of the range, from -1 to 1. */
    readonly share: number | null;
    readonly shiftBps: number | null;
    readonly buyFactor: number | null;
    readonly sellFactor: number | null;
    /** Most that may be open on each side, and what of it is left. */
    readonly buyCap: string | null;
    readonly sellCap: string | null;
    readonly buyRoom: string | null;
    readonly sellRoom: string | null;
  };
  readonly rebalancing: {
    readonly step: string;
    /** What the inventory calls for: a later step when the budget of it is spent. */
    readonly reached: string;
    readonly spentBps: number | null;
    readonly budgetBps: number | null;
    readonly chaseTicks: number;
    /** Why a slice or hedge that is due is not sent; "" when none is, or it was. */
    readonly waitsFor: string;
  };
  /** Of the quoted instrument alone. */
  readonly profit: {
    readonly currency: string;
    readonly total: string;
    readonly realised: string;
    readonly unrealised: string;
    readonly fees: string;
    readonly funding: string;
    readonly liquidation: string;
  };
  /** What is held where the last step of rebalancing hedges; null without such an instrument. */
  readonly hedge: {
    readonly instrument: string;
    readonly position: string;
    readonly sizeUnit: string;
    readonly currency: string;
    readonly profit: string;
  } | null;
  readonly levels: readonly LevelEvent[];
  /** Why levels are not quoted, by side; "" when all are. */
  readonly leftOut: { readonly buy: string; readonly sell: string };
  readonly orders: readonly OrderEvent[];
  readonly messages: { readonly left: number | null; readonly short: number };
}
