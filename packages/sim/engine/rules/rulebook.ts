import { ConfigError, type Instrument, type SelfTradeMode } from "@mexoms/core";
import {
  REQUEST_AMEND,
  REQUEST_CANCEL,
  REQUEST_CANCEL_ALL,
  REQUEST_SUBMIT,
  TYPE_MARKET,
} from "../venue/messages.ts";
import { rejectionCode } from "../venue/rejections.ts";
import type { VenueRequest } from "../venue/venue-request.ts";
import type { MarketFacts, MarketRules } from "./market-rules.ts";
import { PriceBand } from "./price-band.ts";
import { FixedWindow, type RateWindow, SlidingWindow } from "./rate-window.ts";
import { parseRateLimit, type RateLimit, type VenueRulesSpec } from "./venue-rules.ts";

/**
 * The rules of one market of a venue in a run: what its instruments share (rate limits, orders of an
 * account) is counted here. Requests are checked in order of time.
 */
export class Rulebook {
  readonly spec: VenueRulesSpec;
  readonly #rates: readonly RateLimit[];
  readonly #windows = new Map<string, RateWindow>();
  readonly #markets: MarketFacts[] = [];
  readonly #sinceMidnightNs: number;

  /** `epochNs`: UTC time that the run's times are relative to. Throws ConfigError. */
  constructor(spec: VenueRulesSpec, epochNs: bigint) {
    const at = `rules ${spec.venue} ${spec.market}`;
    this.spec = spec;
    this.#rates = spec.rates.map((rate, i) => parseRateLimit(rate, `${at} rates.${i}`));
    if (!spec.selfTrade.modes.includes(spec.selfTrade.default)) {
      throw new ConfigError(
        `${at} selfTrade.default`,
        `${spec.selfTrade.default} is not one of its modes ${spec.selfTrade.modes.join(", ")}`,
      );
    }
    this.#sinceMidnightNs = Number(epochNs % 86_400_000_000_000n);
  }

  /** The rules as they bind one instrument. `market` tells its state whenever it is asked. */
  forInstrument(instrument: Instrument, market: MarketFacts): MarketRules {
    const { spec } = this;
    const { symbol } = instrument.spec;
    const field = `rules ${spec.venue} ${spec.market}`;
    const bandSpec = spec.priceBands?.[symbol] ?? spec.priceBand;
    const band = bandSpec && new PriceBand(bandSpec, `${field} priceBand`);
    const largest = spec.marketMaxQty?.[symbol];
    const maxLots =
      largest === undefined
        ? Number.POSITIVE_INFINITY
        : instrument.lot.floor(largest, `${field} marketMaxQty.${symbol}`);
    this.#markets.push(market);
    return {
      amendKeepsPlace: spec.amend === "keeps-place",
      rejectsPostOnly: spec.postOnly === "rejected",
      check: (request, atNs, facts) =>
        this.#overRate(instrument, request, atNs) ||
        this.#refusal({ request, facts, band, maxLots }),
      priceFor: (request, facts) =>
        band?.adjusts === true && request.type !== TYPE_MARKET
          ? band.nearest(request.side, request.priceTicks, facts)
          : request.priceTicks,
      selfTrade: (request): SelfTradeMode => request.selfTrade ?? spec.selfTrade.default,
    };
  }

  /** 0, or the code of a rate limit that the request would break. It then counts for none. */
  #overRate(instrument: Instrument, request: VenueRequest, atNs: number): number {
    const counted = this.#rates
      .map(
        (rate) =>
          [this.#window(rate, instrument, request.account), weightOf(rate, request.kind)] as const,
      )
      .filter(([, weight]) => weight > 0);
    if (counted.some(([window, weight]) => !window.fits(atNs, weight))) {
      return rejectionCode("rate limit");
    }
    for (const [window, weight] of counted) window.add(atNs, weight);
    return 0;
  }

  #window(rate: RateLimit, instrument: Instrument, account: number): RateWindow {
    const of =
      rate.scope === "ip"
        ? ""
        : rate.scope === "account"
          ? `${account}`
          : `${account} ${instrument.id}`;
    const key = `${rate.name} ${of}`;
    const known = this.#windows.get(key);
    if (known) return known;
    const made = rate.fixed
      ? new FixedWindow(rate.limit, rate.windowNs, -this.#sinceMidnightNs)
      : new SlidingWindow(rate.limit, rate.windowNs);
    this.#windows.set(key, made);
    return made;
  }

  #refusal(of: {
    request: VenueRequest;
    facts: MarketFacts;
    band: PriceBand | undefined;
    maxLots: number;
  }): number {
    const { request, facts, band, maxLots } = of;
    const { kind, account, side, priceTicks } = request;
    if (kind === REQUEST_CANCEL || kind === REQUEST_CANCEL_ALL) return 0;
    if (kind === REQUEST_AMEND && this.spec.amend === "refused") {
      return rejectionCode("amends are not offered here");
    }
    if (kind === REQUEST_SUBMIT && !this.#hasRoom(account, facts)) {
      return rejectionCode("too many open orders");
    }
    const mode = request.selfTrade;
    if (mode !== undefined && !this.spec.selfTrade.modes.includes(mode)) {
      return rejectionCode("self-trade mode not offered here");
    }
    if (request.type === TYPE_MARKET) {
      return request.qtyLots > maxLots ? rejectionCode("market order above its largest size") : 0;
    }
    if (band && !band.adjusts && band.nearest(side, priceTicks, facts) !== priceTicks) {
      return rejectionCode("price outside the venue's band");
    }
    return 0;
  }

  #hasRoom(account: number, facts: MarketFacts): boolean {
    const { perInstrument = Infinity, perAccount = Infinity } = this.spec.openOrders;
    if (facts.openOrders(account) >= perInstrument) return false;
    if (perAccount === Infinity) return true;
    return this.#markets.reduce((sum, each) => sum + each.openOrders(account), 0) < perAccount;
  }
}

function weightOf(rate: RateLimit, kind: number): number {
  if (kind === REQUEST_CANCEL || kind === REQUEST_CANCEL_ALL) return rate.cancel;
  return kind === REQUEST_AMEND ? rate.amend : rate.place;
}
