import type { BookView } from "@mexoms/core";
import type { FairProblem } from "../pipeline/fair-look.ts";

/** Best prices of others and what is known of the book that they come from. */
export interface Touch {
  /** NaN where nobody else is. */
  readonly bidTicks: number;
  readonly askTicks: number;
  /** Data is missing since the last snapshot. */
  readonly gapped: boolean;
  /** Since the book last changed. */
  readonly ageNs: number;
  readonly maxAgeNs: number;
}

/** What is wrong with a book; "none" when a fair value can be made of it. */
export function bookProblem(touch: Touch): FairProblem {
  if (touch.gapped) return "book-gapped";
  if (Number.isNaN(touch.bidTicks) || Number.isNaN(touch.askTicks)) return "book-empty";
  if (touch.bidTicks >= touch.askTicks) return "book-crossed";
  return touch.ageNs > touch.maxAgeNs ? "book-stale" : "none";
}

/** The time that something is read at, in ns of the run. */
export interface Instant {
  readonly nowNs: number;
}

/** The touch of one book, read anew into the same fields. */
export class TouchReader implements Touch {
  bidTicks: number = Number.NaN;
  askTicks: number = Number.NaN;
  midTicks: number = Number.NaN;
  gapped = false;
  ageNs = 0;
  readonly maxAgeNs: number;
  problem: FairProblem = "book-empty";
  readonly #book: BookView;

  constructor(book: BookView, maxAgeNs: number) {
    this.#book = book;
    this.maxAgeNs = maxAgeNs;
  }

  read(at: Instant): void {
    const book = this.#book;
    this.bidTicks = book.bestOfOthers("buy");
    this.askTicks = book.bestOfOthers("sell");
    this.midTicks = (this.bidTicks + this.askTicks) / 2;
    // The view does not say gapped: it is not valid although both sides have a level.
    this.gapped = !book.valid && !Number.isNaN(book.bid) && !Number.isNaN(book.ask);
    this.ageNs = at.nowNs - book.changedNs;
    this.problem = bookProblem(this);
  }
}
