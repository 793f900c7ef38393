import { ConfigError, Decimal, Rate } from "@mexoms/core";
import { LevelList } from "./level-list.ts";
import { MergeWalk } from "./merge-walk.ts";
import { crossTest } from "./ratio-test.ts";

/** A level as decimal texts. */
export type LevelText = readonly [price: string, qty: string];

export interface SizeOptions {
  /** Best first: asks rise, bids fall. */
  readonly asks: readonly LevelText[];
  readonly bids: readonly LevelText[];
  /** Fees on the value of each leg with their unit, "10bps" or "0.1%". */
  readonly buyFee: string;
  readonly sellFee: string;
  /** What the marginal level must give after fees, of what is paid with the fee: "10bps". */
  readonly minNet: string;
  /** Sizes are rounded down to it; without it they are not rounded. */
  readonly lot?: string;
  /** The most that may be bought. */
  readonly maxQty?: string;
}

/** All exact, but for netBps where the division does not end (100 digits then). */
export interface ArbitrageSize {
  readonly qty: Decimal;
  /** What is paid and what comes in, fees included. */
  readonly paid: Decimal;
  readonly got: Decimal;
  readonly net: Decimal;
  /** net over paid in basis points, 0 for no size. */
  readonly netBps: Decimal;
  /** Worst prices touched; undefined for no size. */
  readonly worstAsk: Decimal | undefined;
  readonly worstBid: Decimal | undefined;
}

/**
 * How much to buy from `asks` and to sell to `bids`: both books are walked together while the next
 * piece gives at least `minNet` after fees. Throws ConfigError naming what is not valid.
 */
export function sizeArbitrage(options: SizeOptions): ArbitrageSize {
  const asks = parseLevels(options.asks, "asks", 1);
  const bids = parseLevels(options.bids, "bids", -1);
  const lot = options.lot === undefined ? undefined : parse(options.lot, "lot");
  const max = options.maxQty === undefined ? undefined : parse(options.maxQty, "maxQty");
  const levels = [...asks, ...bids];
  const prices = new Decimal(10).pow(places(levels.map(({ price }) => price)));
  const sizes = new Decimal(10).pow(places([...levels.map(({ qty }) => qty), lot, max]));
  const buyFee = Rate.parse(options.buyFee, "buyFee").units;
  const sellFee = Rate.parse(options.sellFee, "sellFee").units;
  const need = Rate.parse(options.minNet, "minNet").units;
  const walk = new MergeWalk();
  walk.run(listOf(asks, prices, sizes), listOf(bids, prices, sizes), {
    buyFee,
    sellFee,
    test: crossTest(buyFee, sellFee, need),
    step: lot === undefined ? 1 : whole(lot.mul(sizes), "lot"),
    maxSize: max === undefined ? Number.MAX_SAFE_INTEGER : whole(max.mul(sizes), "maxQty"),
    pay: undefined,
  });
  const amount = (units: bigint): Decimal =>
    new Decimal(units.toString()).div(prices).div(sizes).div(1e10);
  const [paid, got] = [amount(walk.paid), amount(walk.got)];
  const none = walk.size === 0;
  return {
    qty: new Decimal(walk.size).div(sizes),
    paid,
    got,
    net: got.minus(paid),
    netBps: none ? new Decimal(0) : got.minus(paid).div(paid).mul(10_000),
    worstAsk: none ? undefined : new Decimal(walk.worstAsk).div(prices),
    worstBid: none ? undefined : new Decimal(walk.worstBid).div(prices),
  };
}

interface ParsedLevel {
  readonly price: Decimal;
  readonly qty: Decimal;
}

function parseLevels(
  levels: readonly LevelText[],
  field: string,
  sign: 1 | -1,
): readonly ParsedLevel[] {
  let before: Decimal | undefined;
  return levels.map(([priceText, qtyText], i) => {
    const price = parse(priceText, `${field}[${i}] price`);
    const qty = parse(qtyText, `${field}[${i}] quantity`);
    if (before !== undefined && price.minus(before).mul(sign).lte(0)) {
      throw new ConfigError(
        `${field}[${i}] price`,
        `${priceText} is not beyond ${before.toFixed()}`,
      );
    }
    before = price;
    return { price, qty };
  });
}

function parse(text: string, field: string): Decimal {
  if (!/^\d+(\.\d+)?$/.test(text) || new Decimal(text).isZero()) {
    throw new ConfigError(field, `"${text}" is not a decimal above zero such as 100.05`);
  }
  return new Decimal(text);
}

function places(values: readonly (Decimal | undefined)[]): number {
  return Math.max(0, ...values.map((value) => value?.decimalPlaces() ?? 0));
}

function whole(value: Decimal, field: string): number {
  if (value.gt(Number.MAX_SAFE_INTEGER)) {
    throw new ConfigError(field, "has more digits beside the others than 2^53 steps can hold");
  }
  return value.toNumber();
}

function listOf(levels: readonly ParsedLevel[], prices: Decimal, sizes: Decimal): LevelList {
  const list = new LevelList(levels.length);
  for (const { price, qty } of levels) {
    list.add(whole(price.mul(prices), "price"), whole(qty.mul(sizes), "quantity"));
  }
  return list;
}
