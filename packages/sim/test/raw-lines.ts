// Lines as Binance sends them, with a receipt time in front. Times are milliseconds after T0.

export const T0_MS = 1_723_161_600_000;

type Level = readonly [price: string, qty: string];

export interface DepthLine {
  readonly at: number;
  readonly exch: number;
  readonly first: number;
  readonly last: number;
  readonly previous?: number;
  readonly bids?: readonly Level[];
  readonly asks?: readonly Level[];
}

export function line(at: number, json: string): string {
  return `${T0_MS + at}000000 ${json}\n`;
}

/** USD-M and COIN-M; `previous` is pu. */
export function futuresDepth(depth: DepthLine): string {
  const { at, exch, first, last, previous = first - 1, bids = [], asks = [] } = depth;
  const data =
    `{"e":"depthUpdate","E":${T0_MS + exch + 1},"T":${T0_MS + exch},"s":"BTCUSDT",` +
    `"U":${first},"u":${last},"pu":${previous},"b":${JSON.stringify(bids)},"a":${JSON.stringify(asks)}}`;
  return line(at, `{"stream":"btcusdt@depth@0ms","data":${data}}`);
}

export function spotDepth(depth: DepthLine): string {
  const { at, exch, first, last, bids = [], asks = [] } = depth;
  const data =
    `{"e":"depthUpdate","E":${T0_MS + exch},"s":"BTCUSDT","U":${first},"u":${last},` +
    `"b":${JSON.stringify(bids)},"a":${JSON.stringify(asks)}}`;
  return line(at, `{"stream":"btcusdt@depth@100ms","data":${data}}`);
}

export interface TradeLine {
  readonly at: number;
  readonly exch: number;
  readonly id: number;
  readonly price?: string;
  readonly qty?: string;
  readonly buyerIsMaker?: boolean;
  /** The order type X of futures. */
  readonly type?: string;
}

export function trade(fields: TradeLine): string {
  const { at, exch, id, price = "61800.00", qty = "0.010", buyerIsMaker = false, type } = fields;
  const x = type === undefined ? "" : `"X":"${type}",`;
  const data =
    `{"e":"trade","E":${T0_MS + exch + 2},"T":${T0_MS + exch},"s":"BTCUSDT","t":${id},` +
    `"p":"${price}","q":"${qty}",${x}"m":${buyerIsMaker}}`;
  return line(at, `{"stream":"btcusdt@trade","data":${data}}`);
}

export function quote(at: number, exch: number, id: number, bid: Level, ask: Level): string {
  const data =
    `{"e":"bookTicker","u":${id},"s":"BTCUSDT","b":"${bid[0]}","B":"${bid[1]}",` +
    `"a":"${ask[0]}","A":"${ask[1]}","T":${T0_MS + exch},"E":${T0_MS + exch}}`;
  return line(at, `{"stream":"btcusdt@bookTicker","data":${data}}`);
}

export interface SnapshotLine {
  readonly at: number;
  readonly exch?: number;
  readonly lastId: number;
  readonly bids?: readonly Level[];
  readonly asks?: readonly Level[];
}

export function snapshot(fields: SnapshotLine): string {
  const { at, exch, lastId } = fields;
  const bids = fields.bids ?? [
    ["61799.90", "1.000"],
    ["61799.00", "2.000"],
  ];
  const asks = fields.asks ?? [["61800.10", "3.000"]];
  const times = exch === undefined ? "" : `"E":${T0_MS + exch + 1},"T":${T0_MS + exch},`;
  const books = `"bids":${JSON.stringify(bids)},"asks":${JSON.stringify(asks)}`;
  return line(at, `{"lastUpdateId":${lastId},${times}${books}}`);
}
