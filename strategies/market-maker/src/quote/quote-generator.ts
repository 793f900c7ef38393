import type { Instrument } from "@mexoms/core";
import { FAIR_PROBLEMS } from "../pipeline/fair-look.ts";
import type { Look } from "../pipeline/look.ts";
import type { LeftOut } from "../pipeline/quote-plan.ts";
import { QuotePlacer } from "./quote-placer.ts";
import type { QuoteRules } from "./quote-rules.ts";
import { QuoteSizer } from "./quote-sizer.ts";
import type { QuoteSources } from "./quote-sources.ts";

export const LEFT_OUT: Readonly<Record<LeftOut, string>> = {
  "": "",
  "no-room": "no room under maxInventory and the risk limits",
  "no-balance": "the balance is too small",
  "below-minimum": "below the smallest size or value that the venue takes",
  "price-band": "outside the price band",
  "size-skew": "size skew leaves nothing",
  rebalancing: "this side waits while the inventory is brought down",
  "no-price": "the price would be zero or less",
};

const HALTED = "risk has halted the run: nothing but cancels";

/**
 * Stage 4: the quotes that should rest, from what the stages before came to. The same look, book and
 * own orders give the same plan; nothing else is read, and nothing is allocated.
 */
export class QuoteGenerator {
  readonly #placer: QuotePlacer;
  readonly #sizer: QuoteSizer;

  constructor(options: {
    readonly instrument: Instrument;
    readonly rules: QuoteRules;
    readonly sources: QuoteSources;
  }) {
    const { instrument, rules, sources } = options;
    this.#placer = new QuotePlacer(rules, sources);
    this.#sizer = new QuoteSizer(instrument, rules, sources);
  }

  /** Fills look.plan. */
  generate(look: Look): void {
    const { plan, fair, spread, inventory } = look;
    const { buy, sell } = plan;
    plan.problem = fair.problem === "none" ? spread.problem : FAIR_PROBLEMS[fair.problem];
    if (inventory.halted) plan.problem = HALTED;
    if (plan.problem !== "") {
      buy.count = 0;
      sell.count = 0;
      buy.leftOut = "";
      sell.leftOut = "";
      return;
    }
    this.#placer.place(buy, 1, look);
    this.#placer.place(sell, -1, look);
    this.#placer.part(buy, sell, look);
    this.#sizer.size(buy, 1, look);
    this.#sizer.size(sell, -1, look);
    if (inventory.step !== "none" && inventory.step !== "skew" && inventory.step !== "join") {
      // Loading on one side what the other pays to get rid of would cost twice.
      const loading = inventory.share > 0 ? buy : sell;
      loading.count = 0;
      loading.leftOut = "rebalancing";
    }
    if (buy.count === 0 && sell.count === 0) plan.problem = LEFT_OUT[buy.leftOut];
    if (plan.problem === "" && buy.count === 0 && sell.count === 0) plan.problem = "no levels";
  }
}
