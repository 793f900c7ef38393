import type { Instrument } from "@mexoms/core";
import { BUY, SELL } from "@mexoms/core/internal";
import type { BookOrder } from "@mexoms/sim/engine";
import { ByteCursor, MAX_TICKS, badDecimal } from "../byte-cursor.ts";
import type { ReaderContext } from "../line-reader.ts";
import type { LotGrid } from "../lot-grid.ts";
import { problem, shortened } from "../line-problem.ts";
import { readStamp } from "../time-base.ts";
import type { TimeBase } from "../time-base.ts";
import { orderNumber } from "./order-number.ts";

const SPACE = 32;
/** In place of a price: a market order, or one that no tape can hold. Neither comes into the book. */
export const NO_PRICE = 0;
export const BEYOND_TAPE = -1;

type OrderChange = "created" | "changed" | "deleted";

/** What happened to an order; `lots` is what is left of it. */
export interface OrderMessage extends BookOrder {
  readonly kind: "order";
  readonly change: OrderChange;
  readonly tradedLots: number;
  readonly exchNs: number;
  /** Ids that chain the messages of the channel, where they are told. */
  readonly eventId: string | undefined;
  readonly previousId: string | undefined;
}

export interface TradeMessage {
  readonly kind: "trade";
  readonly tradeId: number;
  readonly aggressor: number;
  readonly makerId: number;
  readonly priceTicks: number;
  readonly lots: number;
  readonly exchNs: number;
}

export interface SnapshotMessage {
  readonly kind: "snapshot";
  readonly exchNs: number;
  readonly orders: readonly BookOrder[];
}

export type BitstampMessage =
  | OrderMessage
  | TradeMessage
  | SnapshotMessage
  | { readonly kind: "subscription" | "other" };

const CHANGES: ReadonlyMap<unknown, OrderChange> = new Map([
  ["order_created", "created"],
  ["order_changed", "changed"],
  ["order_deleted", "deleted"],
]);

/** Reads lines `<local time> <json>` of Bitstamp's order channel, trade channel and order book. */
export class BitstampDecoder {
  localNs = 0;
  readonly #instrument: Instrument;
  readonly #base: TimeBase;
  readonly #lots: LotGrid;
  readonly #line: ByteCursor = new ByteCursor(Buffer.alloc(0));
  readonly #field: ByteCursor = new ByteCursor(Buffer.alloc(0));

  constructor(context: ReaderContext) {
    this.#instrument = context.instrument;
    this.#base = context.base;
    this.#lots = context.lots;
  }

  /** Throws a LineProblem when the line is not one that it understands. */
  decode(bytes: Buffer, start: number, end: number): BitstampMessage {
    const line = this.#line;
    line.set(bytes, start, end);
    if (start === end) problem("line", "is empty; expected <local time> <json>");
    this.localNs = readStamp(line, this.#base, "local time");
    if (line.byte !== SPACE) problem("local time", "is not followed by a space and JSON");
    const json = parseObject(bytes.toString("utf8", line.at + 1, end), "json");
    const change = CHANGES.get(json["event"]);
    if (change) return this.#order(json, change);
    if (json["event"] === "trade") return this.#trade(json);
    if (json["bids"] !== undefined && json["event"] === undefined) return this.#snapshot(json);
    const subscribed = json["event"] === "bts:subscription_succeeded";
    const isOrders = json["channel"] === this.#channel("live_orders");
    return { kind: subscribed && isOrders ? "subscription" : "other" };
  }

  #order(json: JsonObject, change: OrderChange): OrderMessage {
    this.#checkChannel(json, "live_orders");
    const data = objectOf(json["data"], "data");
    return {
      kind: "order",
      change,
      orderId: orderNumber(textOf(data["id_str"] ?? data["id"], "id")),
      side: sideOf(data["order_type"], "order_type"),
      priceTicks: this.#price(textOf(data["price_str"] ?? data["price"], "price"), "price"),
      lots: this.#quantity(textOf(data["amount_str"] ?? data["amount"], "amount"), "amount"),
      tradedLots: this.#quantity(textOf(data["amount_traded"] ?? "0", "amount_traded"), "amount"),
      exchNs: this.#time(data),
      eventId: idOf(json["event_id"]),
      previousId: idOf(json["pre_event_id"]),
    };
  }

  #trade(json: JsonObject): TradeMessage {
    this.#checkChannel(json, "live_trades");
    const data = objectOf(json["data"], "data");
    const aggressor = sideOf(data["type"], "type");
    const maker = aggressor === BUY ? "sell_order_id" : "buy_order_id";
    const priceTicks = this.#price(textOf(data["price_str"] ?? data["price"], "price"), "price");
    if (priceTicks <= 0) problem("price", "is not one that a tape can hold");
    return {
      kind: "trade",
      tradeId: Number(textOf(data["id"], "id")),
      aggressor,
      makerId: orderNumber(textOf(data[maker], maker)),
      priceTicks,
      lots: this.#quantity(textOf(data["amount_str"] ?? data["amount"], "amount"), "amount"),
      exchNs: this.#time(data),
    };
  }

  #snapshot(json: JsonObject): SnapshotMessage {
    const orders = [
      ...this.#snapshotSide(json["bids"], BUY, "bids"),
      ...this.#snapshotSide(json["asks"], SELL, "asks"),
    ];
    return { kind: "snapshot", exchNs: this.#time(json), orders };
  }

  #snapshotSide(levels: unknown, side: number, field: string): BookOrder[] {
    if (!Array.isArray(levels)) problem(field, "is not a list of [price, amount, order id]");
    return levels.map((level: unknown, i): BookOrder => {
      const at = `${field}[${i}]`;
      if (!Array.isArray(level) || level.length < 3) {
        problem(at, "is not [price, amount, order id]: ask for the book with group=2");
      }
      const [price, amount, id] = level as unknown[];
      const priceTicks = this.#price(textOf(price, at), at);
      const lots = this.#quantity(textOf(amount, at), at);
      if (priceTicks === NO_PRICE) problem(at, "has no price");
      return { orderId: orderNumber(textOf(id, at)), side, priceTicks, lots };
    });
  }

  #channel(name: string): string {
    return `${name}_${this.#instrument.spec.symbol.toLowerCase()}`;
  }

  #checkChannel(json: JsonObject, name: string): void {
    const expected = this.#channel(name);
    if (json["channel"] === expected) return;
    problem("channel", `${JSON.stringify(json["channel"])} is not "${expected}"`);
  }

  #time(data: JsonObject): number {
    const cursor = this.#seek(textOf(data["microtimestamp"], "microtimestamp"));
    return readStamp(cursor, this.#base, "microtimestamp");
  }

  #price(text: string, field: string): number {
    const cursor = this.#seek(text);
    const { tick } = this.#instrument;
    const ticks = cursor.steps(tick);
    if (cursor.at !== cursor.end) problem(field, `"${shortened(text)}" is not a decimal`);
    if (ticks >= 0 && ticks <= MAX_TICKS) return ticks;
    if (ticks >= 0) return BEYOND_TAPE;
    return badDecimal(cursor, 0, ticks, tick, field, "tick");
  }

  #quantity(text: string, field: string): number {
    const cursor = this.#seek(text);
    const lots = this.#lots.read(cursor, field);
    if (cursor.at !== cursor.end) problem(field, `"${shortened(text)}" is not a decimal`);
    return lots;
  }

  #seek(text: string): ByteCursor {
    const bytes = Buffer.from(text, "latin1");
    this.#field.set(bytes, 0, bytes.length);
    return this.#field;
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

function parseObject(text: string, field: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return problem(field, `"${shortened(text)}" is not JSON, or is cut short`);
  }
  return objectOf(value, field);
}

function objectOf(value: unknown, field: string): JsonObject {
  if (typeof value === "object" && value !== null) return value as JsonObject;
  return problem(field, `${JSON.stringify(value)} is not an object`);
}

/** A text, or a number as its shortest text. */
function textOf(value: unknown, field: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return value.toString();
  return problem(field, value === undefined ? "is missing" : `${JSON.stringify(value)} is no text`);
}

function sideOf(value: unknown, field: string): number {
  if (value === 0) return BUY;
  if (value === 1) return SELL;
  return problem(field, `${JSON.stringify(value)} is not 0 (buy) or 1 (sell)`);
}

function idOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
