import { sideSign } from "@mexoms/core/internal";

/** What the accounts of one market hold there as the venue knows it: whole lots, negative is short. */
export class VenuePositions {
  readonly #lots: Float64Array;

  constructor(accounts: number) {
    this.#lots = new Float64Array(accounts);
  }

  lots(account: number): number {
    return this.#lots[account]!;
  }

  fill(account: number, side: number, lots: number): void {
    this.#lots[account] = this.#lots[account]! + sideSign(side) * lots;
  }
}
