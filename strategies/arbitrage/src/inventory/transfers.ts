import type { Instrument } from "@mexoms/core";
import { type Inventory, isSpot, placeOf } from "./inventory.ts";

/** Topic under which a transfer is proposed; a person makes it, or not. */
export const TRANSFER_TOPIC = "transfer proposal";

/** A move of coins between two venues that would bring both back to where they started. */
export interface TransferProposal {
  readonly asset: string;
  readonly from: string;
  readonly to: string;
  /** Exact decimal text, in the asset. */
  readonly amount: string;
  readonly why: string;
}

/** Shares of the limit at which a transfer is proposed, and at which one may be proposed again. */
const FULL = 0.8;
const AGAIN = 0.5;

/** Proposes transfers, each once while its reason lasts. */
export class Transfers {
  readonly #inventory: Pick<Inventory, "fullness" | "lots">;
  readonly #instruments: readonly Instrument[];
  readonly #proposed = new Set<string>();

  /** Only markets that hold coins take part. */
  constructor(inventory: Pick<Inventory, "fullness" | "lots">, instruments: readonly Instrument[]) {
    this.#inventory = inventory;
    this.#instruments = instruments.filter(isSpot);
  }

  /** What is to be proposed now. */
  look(): TransferProposal[] {
    const proposals: TransferProposal[] = [];
    for (const from of this.#instruments) {
      for (const to of this.#instruments) {
        if (from.spec.base !== to.spec.base || from.spec.quote !== to.spec.quote) continue;
        if (placeOf(from) === placeOf(to)) continue;
        const proposal = this.#between(from, to);
        if (proposal) proposals.push(proposal);
      }
    }
    return proposals;
  }

  #between(from: Instrument, to: Instrument): TransferProposal | undefined {
    const key = `${from.id}>${to.id}`;
    const [full, empty] = [this.#inventory.fullness(from), -this.#inventory.fullness(to)];
    if (this.#proposed.has(key)) {
      if (full < AGAIN || empty < AGAIN) this.#proposed.delete(key);
      return undefined;
    }
    if (!(full > 0 && empty > 0 && Math.max(full, empty) >= FULL)) return undefined;
    this.#proposed.add(key);
    const base = (each: Instrument) =>
      each.lot.decimal(Math.abs(this.#inventory.lots(each))).mul(each.contractSize.decimal(1));
    const [has, lacks] = [base(from), base(to)];
    return {
      asset: from.spec.base,
      from: placeOf(from),
      to: placeOf(to),
      amount: (has.lt(lacks) ? has : lacks).toFixed(),
      why:
        `${placeOf(from)} is at ${percent(full)} of the limit for buying and ` +
        `${placeOf(to)} at ${percent(empty)} of the limit for selling`,
    };
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
