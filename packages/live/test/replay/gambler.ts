import {
  defineStrategy,
  type Handlers,
  type Instrument,
  instrument,
  instruments,
  type Order,
  type OrderIntent,
  type Strategy,
  type StrategyContext,
} from "@mexoms/core";

/**
 * Does everything that a strategy can ask for, at random; its dice come from the seed, so that it does
 * the same whenever it sees the same. `twist` makes it do something else from that many wakes on;
 * `accounts` are those between which its orders in synthetic:swap:BTCUSDT choose.
 */
export function gambler(
  twist: number = Number.POSITIVE_INFINITY,
  accounts: readonly string[] = [],
): Strategy {
  return defineStrategy({
    name: "gambler",
    params: { instrument: instrument(), others: instruments() },
    start: (ctx, { instrument: first, others }) =>
      new Gambler(ctx, { markets: [first, ...others], twist, accounts }),
  }) as Strategy;
}

class Gambler implements Handlers {
  readonly #ctx: StrategyContext;
  readonly #markets: readonly Instrument[];
  readonly #twist: number;
  readonly #accounts: readonly string[];
  #wakes = 0;

  constructor(
    ctx: StrategyContext,
    of: { markets: readonly Instrument[]; twist: number; accounts: readonly string[] },
  ) {
    this.#ctx = ctx;
    this.#markets = of.markets;
    this.#twist = of.twist;
    this.#accounts = of.accounts;
    ctx.every("7ms", () => this.act(0.5));
  }

  order(order: Order): void {
    if (order.id % 97 === 0) this.#ctx.after(0, () => this.act(1));
  }

  trade(): void {
    this.act(0.05);
  }

  connection(): void {
    this.act(1);
  }

  wake(): void {
    this.#wakes += 1;
    // One wake too many or too few, and it does something else.
    if (this.#wakes % 61 === 0) this.act(0.5);
  }

  save(): string {
    return `${this.#wakes}`;
  }

  act(chance: number): void {
    const { random, orders } = this.#ctx;
    if (random.next() >= chance) return;
    const of = this.#markets[random.below(this.#markets.length)]!;
    const book = this.#ctx.book(of);
    if (!book.valid) return;
    const open = orders.open(of);
    const pick = (): Order => open[random.below(open.length)]!;
    const what = random.below(20);
    if (what < 7 || open.length === 0) orders.submit(this.#intent(of));
    else if (what < 9) orders.submitAll([this.#intent(of), this.#intent(of), this.#intent(of)]);
    else if (what < 12) orders.cancel(pick(), { again: random.below(2) === 0 });
    else if (what < 13) orders.cancelMany([...open].slice(0, 3));
    else if (what < 14) orders.cancelAllAtVenue(of);
    else if (what < 15) orders.cancelAll();
    else {
      const order = pick();
      const priceTicks = order.priceTicks + random.below(9) - 4;
      if (priceTicks > 0) orders.amend(order, { priceTicks, qtyLots: this.#size(of) });
    }
    this.#ctx.explain("acts", [what, open.length, this.#ctx.position(of).lots]);
  }

  #size(of: Instrument): number {
    const least = Math.ceil(of.minLots * 2);
    return least + this.#ctx.random.below(Math.max(2, least * 5));
  }

  #accountOf(of: Instrument): { account?: string } {
    const accounts = this.#accounts;
    if (of.id !== "synthetic:swap:BTCUSDT" || accounts.length === 0) return {};
    return { account: accounts[this.#ctx.random.below(accounts.length)]! };
  }

  #intent(of: Instrument): OrderIntent {
    const { random } = this.#ctx;
    const book = this.#ctx.book(of);
    const side = random.below(2) === 0 ? "buy" : "sell";
    const sign = side === "buy" ? 1 : -1;
    const touch = side === "buy" ? book.bid : book.ask;
    const shift = this.#wakes >= this.#twist ? 1 : 0;
    const priceTicks = Math.max(1, touch - sign * (random.below(12) - 3) - sign * shift);
    const account = this.#accountOf(of);
    const plain = {
      instrument: of,
      side,
      priceTicks,
      qtyLots: this.#size(of),
      ...account,
    } as const;
    const kind = random.below(12);
    if (kind === 0) return { ...plain, timeInForce: "ioc" };
    if (kind === 1) return { ...plain, timeInForce: "ioc", type: "market" };
    if (kind === 2) return { ...plain, timeInForce: "gtd", expiresAfter: "300ms" };
    if (kind === 3) return { ...plain, timeInForce: "gtc", reduceOnly: true };
    if (kind === 4) {
      const triggerTicks = touch + sign * (1 + random.below(8));
      return { ...plain, timeInForce: "gtc", type: "stop-limit", triggerTicks };
    }
    if (kind === 5) return { ...plain, timeInForce: "ioc", type: "trailing-stop", trailTicks: 9 };
    if (kind === 6) return { ...plain, timeInForce: "gtc", displayLots: of.minLots };
    return { ...plain, timeInForce: kind < 9 ? "post-only" : "gtc" };
  }
}
