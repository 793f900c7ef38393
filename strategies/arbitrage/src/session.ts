import {
  type BookView,
  ConfigError,
  type Distance,
  type Explanation,
  type Fill,
  type Instrument,
  Money,
  type Order,
  type ParamValues,
  type StrategyContext,
} from "@mexoms/core";
import { detectorConfig } from "./detector/detector-params.ts";
import { Detector } from "./detector/detector.ts";
import type { Opportunity } from "./detector/opportunity.ts";
import { explainSession } from "./explain-session.ts";
import { Executor } from "./executor/executor.ts";
import { ExposureCap } from "./executor/exposure-cap.ts";
import type { DealRules } from "./executor/rules.ts";
import { Universe } from "./executor/universe.ts";
import { Inventory, isSpot, shadowBps } from "./inventory/inventory.ts";
import { TRANSFER_TOPIC, Transfers } from "./inventory/transfers.ts";
import { MakerDesk } from "./maker/maker-desk.ts";
import type { params } from "./params.ts";
import { resumeSession, type SavedParts, saveSession } from "./saved-session.ts";

type Values = ParamValues<typeof params>;

/** Topic under which is told at the end why the last edges were taken or not. */
export const STATE_TOPIC = "arbitrage state";

/** How often limits are turned into lots at the present prices, and transfers are looked at. */
const HOUSEKEEPING = "1s";

/** One run of the strategy: what it is made of, and how news goes through it. */
export class Session {
  readonly #ctx: StrategyContext;
  readonly #p: Values;
  readonly #universe: Universe;
  readonly #indexOf: ReadonlyMap<Instrument, number>;
  readonly #detector: Detector;
  readonly #executor: Executor;
  readonly #inventory: Inventory;
  readonly #transfers: Transfers;
  readonly #maker: MakerDesk | undefined;
  readonly #gated = new Map<string, number>();
  readonly #cap: ExposureCap;

  constructor(ctx: StrategyContext, p: Values) {
    this.#ctx = ctx;
    this.#p = p;
    if (p.instruments.length < 2) {
      throw new ConfigError("instruments", "arbitrage needs two or more, give several tapes");
    }
    const makers = makersOf(p);
    // A quote's fill waits in the dust until it is worth a hedge, and is not given back at once.
    this.#universe = new Universe(
      p.instruments,
      p.instruments.filter((each) => !makers.includes(each)),
      (instrument, liquidity) =>
        ctx.account(instrument)?.feeRate(instrument, liquidity) ??
        (liquidity === "maker" ? instrument.makerFee : instrument.takerFee),
    );
    this.#indexOf = new Map(p.instruments.map((instrument, i) => [instrument, i]));
    this.#cap = new ExposureCap({
      value: moneyOf(p.maxResidual.value.toFixed()),
      currency: p.maxResidual.currency,
    });
    this.#executor = new Executor({
      ctx,
      universe: this.#universe,
      rules: rulesOf(p),
      cap: this.#cap,
      onChange: () => this.#tellResiduals(),
    });
    this.#inventory = new Inventory({
      ctx,
      universe: this.#universe,
      look: this.#executor.look,
      maxPosition: moneyOf(p.maxPosition.value.toFixed()),
      currency: p.maxPosition.currency,
    });
    this.#transfers = new Transfers(this.#inventory, p.instruments);
    this.#detector = new Detector({
      markets: p.instruments.map((instrument) => ({
        instrument,
        book: ctx.book(instrument),
        takerFee: this.#universe.feeRate(instrument, "taker"),
        makerFee: this.#universe.feeRate(instrument, "maker"),
        latencyNs: riskNs(p),
        room: this.#inventory.room(instrument),
      })),
      config: detectorConfig(p),
    });
    this.#maker = makers.length === 0 ? undefined : this.#makeMaker(makers);
    if (ctx.saved !== undefined) {
      resumeSession(ctx.saved, this.#savedParts());
      this.#keepHouse();
      this.#tellResiduals();
    }
    ctx.every(HOUSEKEEPING, () => this.#keepHouse());
    if (this.#maker) ctx.every(p.quoteEvery, () => this.#quote());
  }

  filled(fill: Fill): void {
    if (!this.#indexOf.has(fill.instrument)) return;
    this.#inventory.filled(fill);
    this.#tellRoomAt(fill.instrument);
    if (this.#maker?.owns(fill.order)) this.#maker.filled(fill);
    else this.#executor.filled(fill);
  }

  changed(order: Order): void {
    if (this.#maker?.owns(order)) this.#maker.settle();
    else this.#executor.changed(order);
    // What an order binds of a balance is not free for others.
    if (this.#ctx.account(order.instrument) !== undefined) this.#tellRoomAt(order.instrument);
  }

  moved(book: BookView): void {
    const index = this.#indexOf.get(book.instrument);
    if (index === undefined) return;
    this.#maker?.moved(book.instrument);
    this.#detector.clock.nowNs = this.#ctx.nowNs;
    const found = this.#detector.look(index);
    if (found !== undefined && this.#p.mode !== "make") this.#consider(found);
  }

  wake(): void {
    if (this.#executor.deals.idle) return;
    this.#executor.wake();
    this.#tellResiduals();
  }

  explain(): Explanation {
    return explainSession({
      nowNs: this.#ctx.nowNs,
      instruments: this.#p.instruments,
      detector: this.#detector,
      executor: this.#executor,
      inventory: this.#inventory,
      quotes: this.#maker?.quotes ?? [],
      cap: this.#cap,
      gated: this.#allGated(),
    });
  }

  save(): string {
    return saveSession(this.#savedParts());
  }

  stop(): void {
    const { counts, edgeLife, nearest } = this.#detector;
    this.#ctx.explain(STATE_TOPIC, this.explain().text);
    this.#executor.stop({
      detected: counts.crossedNet,
      gated: this.#allGated(),
      edgeLife,
      nearest,
    });
  }

  #savedParts(): SavedParts {
    return {
      ctx: this.#ctx,
      universe: this.#universe,
      rules: rulesOf(this.#p),
      deals: this.#executor.deals,
      inventory: this.#inventory,
    };
  }

  #consider(found: Opportunity): void {
    const refusal = this.#executor.refusal(found) ?? this.#shadowRefusal(found);
    if (refusal !== undefined) {
      this.#gated.set(refusal, (this.#gated.get(refusal) ?? 0) + 1);
      return;
    }
    this.#detector.took(found, this.#ctx.nowNs);
    this.#executor.take(found);
    this.#tellResiduals();
  }

  /** An edge that does not pay for the inventory it moves. Closing a position always may. */
  #shadowRefusal(found: Opportunity): string | undefined {
    const price = this.#p.shadowPrice.amount.toNumber();
    if (price === 0 || found.phase === "close") return undefined;
    const bps = found.netBps + shadowBps(this.#inventory, found.legs, price);
    const least =
      found.phase === "open"
        ? found.legs.reduce(
            (sum, { instrument }) =>
              sum + this.#universe.feeRate(instrument, "taker").fraction * 10_000,
            this.#p.basisOpenBps.amount.toNumber(),
          )
        : this.#p.minNetBps.amount.toNumber();
    return bps < least ? "inventory" : undefined;
  }

  #allGated(): Record<string, number> {
    const { book: _, ...gated } = this.#detector.counts.gated;
    return { ...gated, ...Object.fromEntries(this.#gated) };
  }

  #tellRoom(instrument: Instrument): void {
    const index = this.#indexOf.get(instrument)!;
    this.#detector.setRoom(index, this.#inventory.room(instrument));
    if (!isSpot(instrument)) {
      this.#detector.setPosition(index, this.#inventory.lots(instrument));
    }
  }

  /** Tells the room of an instrument, and of those that share a balance with it. */
  #tellRoomAt(instrument: Instrument): void {
    const account = this.#ctx.account(instrument);
    for (const other of this.#p.instruments) {
      const shares = account !== undefined && this.#ctx.account(other) === account;
      if (other === instrument || shares) this.#tellRoom(other);
    }
  }

  /** The detector looks away from assets in which something is open, and venues that do not answer. */
  #tellResiduals(): void {
    const open = new Set<string>();
    for (const { over, reserve } of this.#executor.deals.open) {
      if (over) continue;
      for (const asset of reserve.assets) open.add(asset);
    }
    this.#p.instruments.forEach(({ spec }, i) => {
      this.#detector.setResidual(this.#detector.symbolOf(i), open.has(spec.base));
      this.#detector.setVenueHealth(spec.venue, !this.#executor.deals.unanswered(spec.venue));
    });
  }

  #keepHouse(): void {
    for (const instrument of this.#p.instruments) this.#tellRoom(instrument);
    this.#executor.deals.reviewDust();
    for (const proposal of this.#transfers.look()) this.#ctx.explain(TRANSFER_TOPIC, proposal);
  }

  #quote(): void {
    if (!this.#ctx.warming) this.#maker?.look();
  }

  #makeMaker(makers: readonly Instrument[]): MakerDesk {
    const p = this.#p;
    const { currency } = p.quoteValue;
    const value = p.quoteValue.value.toNumber();
    return new MakerDesk({
      ctx: this.#ctx,
      universe: this.#universe,
      executor: this.#executor,
      inventory: this.#inventory,
      cap: this.#cap,
      makers,
      rehedge: ratio(p.rehedge),
      rules: {
        makeProfit: ratio(p.makeProfit),
        keepProfit: ratio(p.keepProfit),
        improveBy: ratio(p.improveBy),
        improveAfterNs: p.improveAfter,
        lateNs: p.lateTime,
        takerShare: p.takerShare,
        bookLevels: p.bookLevels,
        sizeLots: ({ spec, tick, lot, contractSize }, ticks) =>
          spec.quote === currency
            ? Math.floor(value / (tick.float(ticks) * lot.float(1) * contractSize.float(1)))
            : 0,
      },
    });
  }
}

/** What is quoted. Throws ConfigError for one that is not among the instruments. */
function makersOf({ mode, makers, instruments }: Values): readonly Instrument[] {
  if (mode === "take") return [];
  const strange = makers.find((each) => !instruments.includes(each));
  if (strange) throw new ConfigError("makers", `${strange.id} is not among the instruments`);
  if (makers.length > 0) return makers;
  return instruments.filter(
    (each, i) => instruments.findIndex((other) => symbolOf(other) === symbolOf(each)) === i,
  );
}

function symbolOf({ spec }: Instrument): string {
  return `${spec.base}/${spec.quote}`;
}

function rulesOf(p: Values): DealRules {
  return {
    first: p.first,
    rehedgeRate: rateUnits(p.rehedge),
    unwindRate: rateUnits(p.unwind),
    answerNs: p.answerTime,
    lateNs: p.lateTime,
    stageNs: p.stageTime,
    unknownNs: p.unknownTime,
    heldNs: p.heldTime,
  };
}

/**
 * How long the last leg is exposed to the market: until it is at its venue, and with the thinner one
 * first also until that one was there and its answer has come back.
 */
function riskNs({ first, legLatency }: Values): number {
  return first === "thinner" ? 3 * legLatency : legLatency;
}

function ratio({ amount }: Distance): number {
  return amount.div(10_000).toNumber();
}

function rateUnits({ amount }: Distance): number {
  return amount.mul(1_000_000).round().toNumber();
}

/** Exact money of decimal text. */
function moneyOf(text: string): Money {
  const [whole, fraction = ""] = text.split(".");
  return new Money(BigInt(`${whole}${fraction}`), fraction.length);
}
