import type { Instrument, QuoteTarget, StrategyContext } from "@mexoms/core";
import type { Look } from "./pipeline/look.ts";
import type { QuoteSide } from "./pipeline/quote-plan.ts";

export class InterimPricing {
  readonly #book;
  readonly #p;
  constructor(o: { ctx: StrategyContext; params: any; instrument: Instrument; anchors: readonly Instrument[] }) {
    this.#book = o.ctx.book(o.instrument);
    this.#p = o.params;
  }
  look(look: Look): void {
    const book = this.#book;
    const { fair, spread } = look;
    fair.problem = book.valid ? "none" : "book-empty";
    fair.bidTicks = book.bid;
    fair.askTicks = book.ask;
    fair.midTicks = book.mid;
    fair.ticks = this.#p.fairValue === "mid" ? book.mid : book.microprice;
    fair.ownTicks = fair.ticks;
    spread.baseTicks = this.#p.spread.of(fair.ticks) / 2;
    spread.halfTicks = spread.baseTicks;
  }
}

export class InterimKeeper {
  readonly #quotes;
  readonly #p;
  constructor(o: { ctx: StrategyContext; params: any; instrument: Instrument; maxLevels: number }) {
    this.#quotes = o.ctx.quotes(o.instrument);
    this.#p = o.params;
  }
  keep({ plan, inventory, fair }: Look): void {
    const targets: QuoteTarget[] = [];
    const add = (name: "buy" | "sell", side: QuoteSide, i: number): void => {
      if (i < side.count) targets.push({ side: name, price: side.priceTicks[i]!, size: side.lots[i]! });
    };
    for (let i = 0; i < 50; i++) {
      add("buy", plan.buy, i);
      add("sell", plan.sell, i);
    }
    if (plan.problem !== "") this.#quotes.clear();
    else
      this.#quotes.target(targets, {
        toleranceTicks: this.#p.requoteTolerance.of(fair.ticks),
        timeInForce: this.#p.postOnly ? "post-only" : "gtc",
        maxOpenLots: { buy: inventory.buyCapLots, sell: inventory.sellCapLots },
      });
  }
  onOrder(..._: unknown[]): void {}
  onFill(..._: unknown[]): void {}
}
