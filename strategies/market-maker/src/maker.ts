import type {
  Explanation,
  Fill,
  Handlers,
  Instrument,
  Order,
  OrderChange,
  ParamValues,
  StrategyContext,
} from "@mexoms/core";
import { explainMaker } from "./explain/explain-maker.ts";
import { type QuotingSigns, reasonNotQuoting, whyNotQuoting } from "./explain/quoting-state.ts";
import { Inventory } from "./inventory/inventory.ts";
import { type Profit, profitOf } from "./inventory/profit.ts";
import { QuoteKeeper } from "./lifecycle/quote-keeper.ts";
import { Look } from "./pipeline/look.ts";
import type { params } from "./params.ts";
import { Pricing } from "./pricing.ts";
import { QuoteGenerator } from "./quote/quote-generator.ts";
import { quoteRules } from "./quote/quote-rules.ts";

export type MakerParams = ParamValues<typeof params>;

const MODEL = "the spread model";

/** The stages of one market maker, joined: each look runs through all of them. */
export class Maker {
  readonly ctx: StrategyContext;
  readonly params: MakerParams;
  readonly instrument: Instrument;
  /** What the last look came to. */
  readonly look: Look;
  readonly pricing: Pricing;
  readonly inventory: Inventory;
  readonly keeper: QuoteKeeper;
  /** No look has been taken yet. */
  blind = true;
  readonly #generator: QuoteGenerator;
  readonly #signs;
  #told = "unknown";
  #fresh = true;

  constructor(ctx: StrategyContext, params: MakerParams) {
    const { instrument, levels, minSpread } = params;
    this.ctx = ctx;
    this.params = params;
    this.instrument = instrument;
    this.look = new Look(levels);
    const anchors = [params.anchor1, params.anchor2, params.anchor3].filter(
      (each) => each !== undefined,
    );
    this.pricing = new Pricing({ ctx, params, instrument, anchors });
    this.inventory = new Inventory({ ctx, instrument, params });
    const book = ctx.book(instrument);
    this.#generator = new QuoteGenerator({
      instrument,
      rules: quoteRules(params, minSpread),
      sources: {
        bids: book.walk("buy", "others"),
        asks: book.walk("sell", "others"),
        own: ctx.orders.open(instrument),
        touch: book,
        funds: this.inventory.holdings,
      },
    });
    this.keeper = new QuoteKeeper({ ctx, instrument, params, maxLevels: levels });
    const open = ctx.orders.open(instrument);
    this.#signs = {
      warming: ctx.warming,
      blind: true,
      look: this.look,
      open,
      keeper: this.keeper.decisions,
    };
  }

  handlers(): Handlers {
    const { ctx, params } = this;
    ctx.every(params.refresh, () => this.takeLook());
    if (params.lookOnBook) ctx.onBook(this.instrument, () => this.takeLook());
    return {
      order: (order, change): void => this.#onOrder(order, change),
      fill: (fill): void => this.#onFill(fill),
      wake: (): void => {
        if (!this.#fresh) this.takeLook();
      },
      explain: (): Explanation => explainMaker(this),
    };
  }

  /** Runs the pipeline on the book as it is now, and carries its plan to the venue. */
  takeLook(): void {
    const { look } = this;
    this.#fresh = true;
    this.blind = false;
    this.pricing.look(look);
    this.inventory.look(look);
    this.#generator.generate(look);
    // Slices go first: the keeper counts them, and has its quotes make do with the room that is left.
    if (!this.ctx.warming) this.inventory.act(look);
    this.keeper.keep(look);
    this.#tell();
  }

  #onOrder(order: Order, change: OrderChange): void {
    this.inventory.changed();
    this.keeper.onOrder(order, change);
  }

  #onFill(fill: Fill): void {
    this.#fresh = false;
    this.inventory.onFill(fill, this.look);
    this.keeper.onFill(fill);
  }

  /** Profit of the quoted instrument, exact. */
  profit(): Profit {
    return profitOf(this.ctx.position(this.instrument), this.ctx.book(this.instrument));
  }

  /** Why it does not quote now; "" when it does. */
  reason(): string {
    return reasonNotQuoting(this.#signsNow());
  }

  #signsNow(): QuotingSigns {
    this.#signs.warming = this.ctx.warming;
    this.#signs.blind = this.blind;
    return this.#signs;
  }

  /** Notes when it begins and stops to quote, and when the reason why not is another. */
  #tell(): void {
    const whyNot = whyNotQuoting(this.#signsNow());
    // What a model misses says how much of it there is: each further sample is no news.
    const kind = whyNot !== "" && whyNot === this.look.spread.problem ? MODEL : whyNot;
    if (kind === this.#told) return;
    this.#told = kind;
    if (whyNot === "") this.ctx.explain("quoting", "there is a fair value and room for quotes");
    else this.ctx.explain("not quoting", this.reason());
  }
}
