import { isFinal, SENT, UNKNOWN } from "./order-state.ts";

/** The request about an order that was not answered. */
export const ASKED_NOTHING = 0;
export const ASKED_SUBMIT = 1;
export const ASKED_CANCEL = 2;
export const ASKED_AMEND = 3;

/** One order, as the fold over requests and answers has it. Sizes in lots, prices in ticks. */
export class OmsOrder {
  id = 0;
  market = 0;
  side = 0;
  priceTicks = 0;
  qtyLots = 0;
  filledLots = 0;
  /** What the messages say; never UNKNOWN, which stands above it. */
  told: number = SENT;
  asked: number = ASKED_SUBMIT;
  /** When the last request about it was made. */
  askedNs = 0;
  submittedNs = 0;
  /** Venue time of the last answer; -1 before the first. */
  exchNs = -1;
  amendedNs = -1;
  /** A request about it is unanswered for too long, or may have been lost. */
  doubtful = false;

  /** As new. */
  reset(): void {
    this.id = 0;
    this.market = 0;
    this.side = 0;
    this.priceTicks = 0;
    this.qtyLots = 0;
    this.filledLots = 0;
    this.told = SENT;
    this.asked = ASKED_SUBMIT;
    this.askedNs = 0;
    this.submittedNs = 0;
    this.exchNs = -1;
    this.amendedNs = -1;
    this.doubtful = false;
  }

  get leavesLots(): number {
    return this.qtyLots - this.filledLots;
  }

  get state(): number {
    return this.doubtful ? UNKNOWN : this.told;
  }

  get closed(): boolean {
    return isFinal(this.told);
  }
}
