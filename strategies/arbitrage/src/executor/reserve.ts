import { Money } from "@mexoms/core";
import type { DealLedger } from "./deal-ledger.ts";
import type { Reference } from "./deal-plan.ts";
import type { HedgeOrder } from "./hedge-order.ts";
import { priceMoney, times } from "./price.ts";
import { newTicket, type Ticket } from "./ticket.ts";
import type { Universe } from "./universe.ts";

/** What a deal has reserved: the most units of each asset that it may be exposed to, on either side. */
export class Reserve {
  readonly #units = new Map<string, number>();

  of(asset: string): number {
    return this.#units.get(asset) ?? 0;
  }

  get assets(): readonly string[] {
    return [...this.#units.keys()];
  }

  set(asset: string, units: number): void {
    this.#units.set(asset, units);
  }

  clear(): void {
    this.#units.clear();
  }

  /** Reserves for assets what the orders may come to. */
  cover(
    assets: Iterable<string>,
    ledger: DealLedger,
    tickets: readonly Ticket[],
    nowNs: number,
  ): void {
    for (const asset of assets) {
      const { low, high } = ledger.worst(asset, tickets, nowNs);
      this.#units.set(asset, Math.max(-low, high));
    }
  }

  /** Whether it holds with one more order, whatever becomes of those that are open. */
  holds(order: HedgeOrder, ledger: DealLedger, tickets: readonly Ticket[], nowNs: number): boolean {
    const more = [...tickets, newTicket(tickets.length, order, "rehedge", nowNs)];
    return [order.instrument.spec.base, order.instrument.spec.quote].every((asset) => {
      if (!this.#units.has(asset)) return true;
      const before = ledger.worst(asset, tickets, nowNs);
      const after = ledger.worst(asset, more, nowNs);
      const most = this.of(asset);
      // Where a fill beyond all time limits has broken it, what mends it must still go out.
      return -after.low <= Math.max(most, -before.low) && after.high <= Math.max(most, before.high);
    });
  }

  /** What it is worth at the dearer references; undefined when an asset has none. */
  value(references: readonly Reference[], universe: Universe): Money | undefined {
    let sum = new Money(0n, 0);
    for (const [asset, units] of this.#units) {
      const known = references.find((each) => each.asset === asset);
      if (known === undefined) return undefined;
      const [buy, sell] = [priceMoney(known.buy), priceMoney(known.sell)];
      const price = buy.minus(sell).units > 0n ? buy : sell;
      sum = sum.plus(times(universe.amount(asset, units), price));
    }
    return sum;
  }
}
