import { FairLook } from "./fair-look.ts";
import { InventoryLook } from "./inventory-look.ts";
import { QuotePlan } from "./quote-plan.ts";
import { SpreadLook } from "./spread-look.ts";

/**
 * One look at the market: what each stage of the pipeline came to, in the order of the stages. The
 * object is written anew at each look, so that a look allocates nothing; text is made of it only
 * when someone asks. Prices are ticks and may be fractional up to the plan, where they are whole.
 */
export class Look {
  nowNs = 0;
  readonly fair: FairLook = new FairLook();
  readonly spread: SpreadLook = new SpreadLook();
  readonly inventory: InventoryLook = new InventoryLook();
  readonly plan: QuotePlan;

  /** `maxLevels` is the most quotes that a side may have. */
  constructor(maxLevels: number) {
    this.plan = new QuotePlan(maxLevels);
  }
}
