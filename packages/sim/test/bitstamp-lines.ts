// Lines as Bitstamp sends them, with a receipt time in front. Times are milliseconds after T0.

export const T0_MS = 1_788_551_760_000;

type OrderId = number | string;
type BookLine = readonly (readonly [price: string, amount: string, id: OrderId])[];

export interface OrderLine {
  readonly at: number;
  /** When it happened; a millisecond before it was received if not given. */
  readonly exch?: number;
  readonly id: OrderId;
  readonly side: "buy" | "sell";
  readonly price: string;
  /** What is left. */
  readonly amount: string;
  readonly traded?: string;
  readonly eventId?: string;
  readonly previousId?: string;
  readonly symbol?: string;
}

const stamped = (at: number, json: string): string => `${T0_MS + at}000000 ${json}\n`;
const micro = (ms: number): string => `${T0_MS + ms}000`;

export function order(change: "created" | "changed" | "deleted", fields: OrderLine): string {
  const { at, exch = at - 1, id, side, price, amount, traded = "0", symbol = "btcusd" } = fields;
  const data =
    `{"id":${JSON.stringify(id)},"id_str":"${id}","order_type":${side === "buy" ? 0 : 1},"order_subtype":5,` +
    `"datetime":"${Math.floor((T0_MS + exch) / 1000)}","microtimestamp":"${micro(exch)}",` +
    `"amount":${Number(amount)},"amount_str":"${amount}","amount_traded":"${traded}",` +
    `"amount_at_create":"1.00000000","price":${Number(price)},"price_str":"${price}"}`;
  const chain =
    fields.eventId === undefined
      ? ""
      : `,"event_id":"${fields.eventId}","pre_event_id":"${fields.previousId}"`;
  const channel = `live_orders_${symbol}`;
  return stamped(at, `{"data":${data},"channel":"${channel}","event":"order_${change}"${chain}}`);
}

export function trade(fields: {
  readonly at: number;
  readonly id: number;
  readonly aggressor: "buy" | "sell";
  readonly price: string;
  readonly amount: string;
  readonly buyer: OrderId;
  readonly seller: OrderId;
}): string {
  const { at, id, aggressor, price, amount, buyer, seller } = fields;
  const data =
    `{"id":${id},"timestamp":"0","amount":${Number(amount)},"amount_str":"${amount}",` +
    `"price":${Number(price)},"price_str":"${price}","type":${aggressor === "buy" ? 0 : 1},` +
    `"microtimestamp":"${micro(at - 1)}","buy_order_id":${buyer},"sell_order_id":${seller}}`;
  return stamped(at, `{"data":${data},"channel":"live_trades_btcusd","event":"trade"}`);
}

/** The order book of the REST API with group=2. */
export function snapshot(at: number, exch: number, bids: BookLine, asks: BookLine): string {
  const side = (lines: BookLine): string =>
    JSON.stringify(lines.map(([price, amount, id]) => [price, amount, `${id}`]));
  const time = `"timestamp":"0","microtimestamp":"${T0_MS + exch}717"`;
  return stamped(at, `{${time},"bids":${side(bids)},"asks":${side(asks)}}`);
}

export function subscribed(at: number): string {
  const channel = `"channel":"live_orders_btcusd"`;
  return stamped(at, `{"event":"bts:subscription_succeeded",${channel},"data":{}}`);
}

export const other = (at: number): string => stamped(at, `{"event":"bts:heartbeat","data":""}`);
