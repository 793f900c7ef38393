import {
  defineStrategy,
  Instrument,
  instrument,
  type Params,
  type Side,
  type StrategyContext,
} from "@mexoms/core";
import {
  type AmendIntent,
  bindParams,
  Kernel,
  type KernelObserver,
  type OrderGateway,
  type OrderRecord,
  ROW_BUY,
  ROW_DEPTH,
  ROW_EXCH,
  ROW_LOCAL,
  ROW_SELL,
  ROW_TRADE,
} from "@mexoms/core/internal";
import { QuoteKeeper } from "../../src/lifecycle/quote-keeper.ts";
import { lifecycleParams } from "../../src/params/lifecycle-params.ts";
import { Look } from "../../src/pipeline/look.ts";

export const BTC: Instrument = new Instrument({
  venue: "test",
  market: "swap",
  symbol: "BTCUSDT",
  base: "BTC",
  quote: "USDT",
  payoff: "linear",
  contractSize: "1",
  tickSize: "0.1",
  lotSize: "0.001",
  minQty: "0.001",
  maxQty: "1",
  makerFee: "1bps",
  takerFee: "5bps",
});

export const MAX_LEVELS = 3;

/** A request on its way to the venue. `priceTicks` and `lots` are of new orders and amends. */
interface Request {
  readonly kind: "submit" | "cancel" | "amend" | "cancel-all";
  readonly id: number;
  readonly side: Side;
  readonly priceTicks: number;
  readonly lots: number;
}

/** What the venue truly has of an order. */
interface TrueOrder {
  readonly id: number;
  readonly side: Side;
  priceTicks: number;
  open: number;
  filled: number;
}

interface Answer {
  readonly tells: (kernel: Kernel) => void;
  /** What the order can be asked again after: undefined for fills and news. */
  readonly answers: boolean;
  /** A fill: it may come late or twice, but it is not lost for good. */
  readonly fill: boolean;
}

/**
 * A kernel with a keeper, driven by hand against a venue that knows the truth: requests arrive in
 * order and when the test says, the answers about one order come in order, late, twice or never.
 */
export class RoughVenue {
  readonly kernel: Kernel;
  readonly ctx: StrategyContext;
  readonly keeper: QuoteKeeper;
  readonly look: Look = new Look(MAX_LEVELS);
  readonly capLots: number;
  readonly requests: Request[] = [];
  readonly orders: Map<number, TrueOrder> = new Map();
  readonly answers: Map<number, Answer[]> = new Map();
  /** Answers that were told, and may be told again. */
  readonly told: Answer[] = [];
  /** What went out, for tests of single messages. */
  readonly asked: string[] = [];
  /** What must never be, with the time. */
  readonly broken: string[] = [];
  truePosition = 0;
  nowNs = 0;
  readonly #deadlineNs: number;
  readonly #underWay: Map<number, number> = new Map();
  /** Orders of which nothing but their sending is known here. */
  readonly #new: Set<number> = new Set();
  #exchNs = 0;
  #trade = 0;

  constructor(options: { capLots: number; params?: Record<string, string> }) {
    this.capLots = options.capLots;
    const params = bindParams({
      params: lifecycleParams,
      given: { requoteTolerance: "1ticks", ...options.params },
      instruments: [],
    }).values;
    this.#deadlineNs = params.answerDeadline;
    let ctx: StrategyContext | undefined;
    let keeper: QuoteKeeper | undefined;
    const strategy = defineStrategy<Params>({
      name: "kept",
      params: { instrument: instrument() },
      start(given) {
        ctx = given;
        const made = new QuoteKeeper({
          ctx: given,
          instrument: BTC,
          params,
          maxLevels: MAX_LEVELS,
        });
        keeper = made;
        return {
          order: (order, change) => made.onOrder(order, change),
          fill: (fill) => made.onFill(fill),
          stop: () => void made.stop(),
        };
      },
    });
    const instruments = [BTC];
    this.kernel = new Kernel({
      instruments,
      strategy,
      params: bindParams({ params: strategy.params, given: {}, instruments }).values,
      seed: 1,
      epochNs: 0n,
      gateway: this.#gateway(),
      observer: SILENT,
      bookIncludesOwn: false,
    });
    this.kernel.start(0);
    if (ctx === undefined || keeper === undefined) throw new Error("the kernel did not start");
    this.ctx = ctx;
    this.keeper = keeper;
    this.setBook("buy", 990, 100);
    this.setBook("sell", 1010, 100);
    this.look.fair.problem = "none";
    this.look.fair.ticks = 1000;
    this.look.spread.halfTicks = 10;
  }

  setBook(side: Side, ticks: number, lots: number): void {
    this.#row(ROW_DEPTH, side, ticks, lots);
  }

  /** A public trade; `side` is the aggressor's. */
  trade(side: Side, ticks: number, lots: number): void {
    this.#row(ROW_TRADE, side, ticks, lots);
    this.wake();
  }

  wake(): void {
    this.kernel.wake(this.nowNs);
  }

  /** Moves the clock and looks. Quotes are [ticks, lots], the inner one first. */
  at(nowNs: number, buys: readonly [number, number][], sells: readonly [number, number][]): void {
    this.nowNs = nowNs;
    const { look, kernel } = this;
    kernel.wake(nowNs);
    look.nowNs = nowNs;
    for (const [side, quotes] of [
      [look.plan.buy, buys],
      [look.plan.sell, sells],
    ] as const) {
      side.count = quotes.length;
      quotes.forEach(([ticks, lots], i) => {
        side.priceTicks[i] = ticks;
        side.lots[i] = lots;
      });
    }
    const { lots } = this.ctx.position(BTC);
    look.inventory.positionLots = lots;
    look.inventory.heldLots = lots;
    look.inventory.buyCapLots = this.capLots - lots;
    look.inventory.sellCapLots = this.capLots + lots;
    this.keeper.keep(look);
    kernel.wake(nowNs);
    this.check();
  }

  /** The first request arrives. */
  arrive(outcome: "done" | "refused" | "expired"): void {
    const request = this.requests.shift();
    if (request === undefined) return;
    this.#exchNs += 1;
    const exchNs = this.#exchNs;
    const { id } = request;
    if (request.kind === "cancel-all") {
      const refused = outcome === "refused";
      const open = [...this.orders.values()];
      if (!refused) for (const order of open) this.#canceled(order, exchNs, false);
      const count = refused ? undefined : open.length;
      this.#tell(0, true, (kernel) => kernel.canceledAll(id, count));
      return;
    }
    const order = this.orders.get(id);
    if (request.kind === "submit") this.#arriveOrder(request, outcome, exchNs);
    else if (request.kind === "cancel") {
      if (order === undefined || outcome === "refused") {
        this.#tell(id, true, (kernel) => kernel.refused(id, exchNs, "cancel", "busy"));
      } else this.#canceled(order, exchNs, true);
    } else if (order === undefined || outcome === "refused") {
      this.#tell(id, true, (kernel) => kernel.refused(id, exchNs, "amend", "busy"));
    } else {
      order.open = request.lots;
      order.priceTicks = request.priceTicks;
      const filledLots = order.filled;
      this.#tell(id, true, (kernel) =>
        kernel.amended(id, exchNs, request.priceTicks, request.lots, { filledLots }),
      );
    }
    this.check();
  }

  /** Someone takes of the nth order that is open at the venue. */
  fill(nth: number, lots: number): void {
    const order = [...this.orders.values()][nth % Math.max(1, this.orders.size)];
    if (order === undefined) return;
    const took = Math.min(lots, order.open);
    order.open -= took;
    order.filled += took;
    this.truePosition += order.side === "buy" ? took : -took;
    if (order.open === 0) this.orders.delete(order.id);
    this.#exchNs += 1;
    this.#trade += 1;
    const { id, priceTicks } = order;
    const [exchNs, trade] = [this.#exchNs, this.#trade];
    const tells = (kernel: Kernel): void =>
      void kernel.filled(id, exchNs, priceTicks, took, true, trade);
    this.#tell(id, false, tells, true);
    this.check();
  }

  /** The first answer about the nth order that has one comes, or is lost for good. */
  answer(nth: number, how: "comes" | "lost"): void {
    const waiting = [...this.answers].filter(([, each]) => each.length > 0);
    const [id, queue] = waiting[nth % Math.max(1, waiting.length)] ?? [0, []];
    const first = queue[0];
    if (first === undefined) return;
    if (how === "lost") {
      if (!first.fill) queue.shift();
      return;
    }
    queue.shift();
    // A fill also tells that a new order has arrived.
    if (first.answers || (first.fill && this.#new.delete(id))) this.#underWay.delete(id);
    this.told.push(first);
    first.tells(this.kernel);
    this.wake();
    this.check();
  }

  /** An answer that came before comes again. */
  repeat(nth: number): void {
    this.told[nth % Math.max(1, this.told.length)]?.tells(this.kernel);
    this.wake();
    this.check();
  }

  /** Everything arrives, and all answers come. */
  settle(): void {
    while (
      this.requests.length > 0 ||
      [...this.answers.values()].some(({ length }) => length > 0)
    ) {
      this.arrive("done");
      this.answer(0, "comes");
    }
  }

  /** Lots that are open on a side at the venue or may come to be, at the worst. */
  worstOpen(side: Side): number {
    let lots = 0;
    for (const order of this.orders.values()) {
      if (order.side !== side) continue;
      let most = order.open;
      for (const { kind, id, lots: amended } of this.requests) {
        if (kind === "amend" && id === order.id) most = Math.max(most, order.open - 1 + amended);
      }
      lots += most;
    }
    for (const request of this.requests) {
      if (request.kind === "submit" && request.side === side) lots += request.lots;
    }
    return lots;
  }

  /** Notes it when the truth is worse than the cap allows. */
  check(): void {
    const most = this.truePosition + this.worstOpen("buy");
    const least = this.truePosition - this.worstOpen("sell");
    if (most > this.capLots || -least > this.capLots) {
      this.broken.push(`${this.nowNs}: from ${least} to ${most} lots, the cap is ${this.capLots}`);
    }
  }

  #arriveOrder(request: Request, outcome: "done" | "refused" | "expired", exchNs: number): void {
    const { id, side, priceTicks, lots } = request;
    if (outcome === "done") {
      this.orders.set(id, { id, side, priceTicks, open: lots, filled: 0 });
      this.#tell(id, true, (kernel) => kernel.accepted(id, exchNs));
    } else {
      const how = outcome === "expired" ? "expired" : "rejected";
      this.#tell(id, true, (kernel) => kernel.ended(id, exchNs, how, "it would take"));
    }
  }

  #canceled(order: TrueOrder, exchNs: number, answers: boolean): void {
    this.orders.delete(order.id);
    this.#tell(order.id, answers, (kernel) => kernel.ended(order.id, exchNs, "canceled"));
  }

  #tell(id: number, answers: boolean, tells: Answer["tells"], fill = false): void {
    const queue = this.answers.get(id);
    if (queue === undefined) this.answers.set(id, [{ tells, answers, fill }]);
    else queue.push({ tells, answers, fill });
  }

  #gateway(): OrderGateway {
    const ask = (kind: Request["kind"], order: OrderRecord, lots: number, ticks: number): void => {
      const since = this.#underWay.get(order.id);
      if (since !== undefined && this.nowNs - since < this.#deadlineNs) {
        this.broken.push(`${this.nowNs}: ${kind} ${order.id} while one of ${since} is under way`);
      }
      this.#underWay.set(order.id, this.nowNs);
      if (kind === "submit") this.#new.add(order.id);
      else this.#new.delete(order.id);
      this.requests.push({ kind, id: order.id, side: order.side, priceTicks: ticks, lots });
      const size = kind === "cancel" ? "" : ` ${lots}@${ticks}`;
      const side = kind === "submit" ? ` ${order.side}` : "";
      this.asked.push(`${kind}${side} ${order.id}${size}`);
    };
    return {
      submit: (orders) => {
        for (const order of orders) ask("submit", order, order.qtyLots, order.priceTicks);
      },
      cancel: (orders) => {
        for (const order of orders) ask("cancel", order, 0, 0);
      },
      amend: (amends: readonly AmendIntent[]) => {
        for (const { order, to } of amends) ask("amend", order, to.qtyLots, to.priceTicks);
      },
      cancelAll: (_market, id) => {
        this.requests.push({ kind: "cancel-all", id, side: "buy", priceTicks: 0, lots: 0 });
        this.asked.push("cancel all");
      },
    };
  }

  #row(kind: number, side: Side, ticks: number, lots: number): void {
    this.kernel.markets[0]?.applyRows({
      rows: {
        event: Uint8Array.of(kind | (side === "buy" ? ROW_BUY : ROW_SELL) | ROW_LOCAL | ROW_EXCH),
        exchNs: Float64Array.of(this.nowNs),
        localNs: Float64Array.of(this.nowNs),
        priceTicks: Int32Array.of(ticks),
        qtyLots: Float64Array.of(lots),
      },
      index: 0,
      untilNs: Number.MAX_SAFE_INTEGER,
      offsetNs: 0,
    });
  }
}

const SILENT: KernelObserver = {
  intent: () => {},
  cancelAll: () => {},
  answer: () => {},
  explain: () => {},
};
