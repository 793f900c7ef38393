/** What was done with a level or an order. */
export type DecisionKind =
  | "none"
  | "keep"
  | "wait"
  | "send"
  | "grow"
  | "move"
  | "amend"
  | "shrink"
  | "cancel";

/**
 * Why. Of keeping: on-target, within-tolerance, queue-value (the place is worth more than the move
 * gains). Of acting: missing, too-small, too-large, nearer, danger (it would be picked off), over-cap,
 * surplus. Of waiting: dwell, budget, unanswered, waits-cancel (the room is taken by orders whose
 * cancel is not answered), no-room, cooldown, backoff, rejects (too many in a row: the side pauses),
 * own-order (one of ours on the other side is in the way), filter (of the venue), denied (by risk),
 * mass-cancel, warming, stopped.
 */
export type DecisionWhy =
  | ""
  | "on-target"
  | "within-tolerance"
  | "queue-value"
  | "missing"
  | "too-small"
  | "too-large"
  | "nearer"
  | "danger"
  | "over-cap"
  | "surplus"
  | "dwell"
  | "budget"
  | "unanswered"
  | "waits-cancel"
  | "no-room"
  | "cooldown"
  | "backoff"
  | "rejects"
  | "own-order"
  | "filter"
  | "denied"
  | "mass-cancel"
  | "warming"
  | "stopped";

/** What was decided for one level of one side at the last look. Of no order: live fields are 0. */
export class LevelDecision {
  kind: DecisionKind = "none";
  why: DecisionWhy = "";
  /** What a part of it that was not done waits for: the new order after a cancel, or a larger size. */
  waitsFor: DecisionWhy = "";
  targetTicks = 0;
  targetLots = 0;
  /** The order that stood for it when the look began, 0 for none. */
  orderId = 0;
  /** The order that was sent for it at this look, 0 for none. */
  sentId = 0;
  liveTicks = 0;
  /** Lots of all orders that stand for it. */
  liveLots = 0;
  /** What the move would gain, and what it has to exceed. */
  gainTicks = 0;
  toleranceTicks = 0;
  queueValueTicks = 0;
  fillChance = 0;
  aheadLots: number = Number.NaN;
  /** Since when it is wished; -1: it is not. */
  wishSinceNs = -1;
  /** What risk said to it, where that is why it waits. */
  denial = "";

  clear(): void {
    this.kind = "none";
    this.why = "";
    this.waitsFor = "";
    this.targetTicks = 0;
    this.targetLots = 0;
    this.orderId = 0;
    this.sentId = 0;
    this.liveTicks = 0;
    this.liveLots = 0;
    this.gainTicks = 0;
    this.queueValueTicks = 0;
    this.fillChance = 0;
    this.aheadLots = Number.NaN;
    this.wishSinceNs = -1;
    this.denial = "";
  }
}

/** Decisions of one side. Level i holds for i < count. */
export class SideDecisions {
  count = 0;
  readonly levels: readonly LevelDecision[];
  /** Lots that may still be filled, in the worst case, and the most that may be. */
  openLots = 0;
  capLots = 0;
  /** Orders that stand for no level: canceled at this look, and those that wait for it. */
  canceled = 0;
  waiting = 0;
  hanging = 0;
  zombies = 0;
  /** Why the side sends nothing now; "" when it may. */
  hold: DecisionWhy = "";
  holdUntilNs = -1;
  /** What the venue said when it last refused a quote. */
  refusedFor = "";

  constructor(maxLevels: number) {
    this.levels = Array.from({ length: maxLevels }, () => new LevelDecision());
  }
}

/** What the last look came to, level by level. The objects are written anew at each look. */
export class Decisions {
  readonly buy: SideDecisions;
  readonly sell: SideDecisions;
  nowNs = 0;
  /** Messages sent at this look, and what is left for others than cancels. */
  sent = 0;
  budgetLeft = 0;
  /** Messages that had to wait at this look because the budget was short. */
  short = 0;
  /** Why everything is being canceled at the venue; "" when it is not. */
  emergency = "";

  constructor(maxLevels: number) {
    this.buy = new SideDecisions(maxLevels);
    this.sell = new SideDecisions(maxLevels);
  }
}
