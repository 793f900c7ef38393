import type { ParsedLimits, ScopeKind } from "./parsed-limits.ts";
import { RateWindow } from "./rate-window.ts";

/** What a scope has counted, as JSON can hold it. */
export interface SavedScope {
  readonly kind: ScopeKind;
  readonly label: string;
  readonly requests: number;
  readonly fills: number;
  readonly rejects: number;
  readonly pausedUntilNs: number;
  readonly orderTimes?: readonly number[] | undefined;
  readonly cancelTimes?: readonly number[] | undefined;
  readonly messageTimes?: readonly number[] | undefined;
}

/** Limits at work: of the strategy, of one account, venue, instrument or asset, or of all. */
export class Scope {
  readonly kind: ScopeKind;
  /** As it stands in a denial: "strategy", "account sub_arb". */
  readonly label: string;
  readonly limits: ParsedLimits;
  /** 1 for each cell that belongs to it. */
  readonly cells: Uint8Array;
  readonly orderRate: RateWindow | undefined;
  readonly cancelRate: RateWindow | undefined;
  readonly messageRate: RateWindow | undefined;
  /** Whether it limits what a worst case may be worth. */
  readonly capsValue: boolean;
  /** Requests and fills since the last reset. */
  requests = 0;
  fills = 0;
  /** Rejects of the venue since an order was last accepted, and until when orders wait for it. */
  rejects = 0;
  pausedUntilNs = 0;

  constructor(of: {
    kind: ScopeKind;
    label: string;
    limits: ParsedLimits;
    cells: Uint8Array;
    clock: Float64Array;
  }) {
    this.kind = of.kind;
    this.label = of.label;
    this.limits = of.limits;
    this.cells = of.cells;
    const { orderRate, cancelRate, messageRate, position, netPosition } = of.limits;
    this.orderRate = orderRate && new RateWindow(orderRate, of.clock);
    this.cancelRate = cancelRate && new RateWindow(cancelRate, of.clock);
    this.messageRate = messageRate && new RateWindow(messageRate, of.clock);
    this.capsValue = position < Infinity || netPosition < Infinity;
  }

  save(): SavedScope {
    return {
      kind: this.kind,
      label: this.label,
      requests: this.requests,
      fills: this.fills,
      rejects: this.rejects,
      pausedUntilNs: this.pausedUntilNs,
      orderTimes: this.orderRate?.save(),
      cancelTimes: this.cancelRate?.save(),
      messageTimes: this.messageRate?.save(),
    };
  }

  restore(saved: SavedScope): void {
    this.requests = saved.requests;
    this.fills = saved.fills;
    this.rejects = saved.rejects;
    this.pausedUntilNs = saved.pausedUntilNs;
    this.orderRate?.restore(saved.orderTimes ?? []);
    this.cancelRate?.restore(saved.cancelTimes ?? []);
    this.messageRate?.restore(saved.messageTimes ?? []);
  }

  /** An order or amend goes out. */
  ordered(): void {
    this.requests += 1;
    this.orderRate?.add();
    this.messageRate?.add();
  }

  canceled(): void {
    this.requests += 1;
    this.cancelRate?.add();
    this.messageRate?.add();
  }
}
